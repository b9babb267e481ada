import { parentPort } from 'node:worker_threads';
import { parseDocumentText } from '../syntax/documents';
import type { ParsedYaml } from '../syntax/yaml';

/** Texts of documents to parse; the answer holds their trees in the same order. */
export interface ParseJob {
  readonly id: number;
  readonly texts: readonly string[];
  readonly json: readonly boolean[];
}

/** The trees of a job; the arrays are handed over, not copied. */
export interface ParseAnswer {
  readonly id: number;
  readonly parsed: readonly ParsedYaml[];
}

parentPort?.on('message', (job: ParseJob) => {
  const parsed = job.texts.map((text, i) => parseDocumentText(text, job.json[i] === true));
  const answer: ParseAnswer = { id: job.id, parsed };
  parentPort?.postMessage(
    answer,
    parsed.map((p) => p.tree.nodes.buffer as ArrayBuffer),
  );
});
