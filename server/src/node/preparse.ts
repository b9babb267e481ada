import os from 'node:os';
import path from 'node:path';
import { Worker } from 'node:worker_threads';
import type { StackKind } from '../stacks/stack';
import type { YamlDocument } from '../syntax/documents';
import { adoptParse, documentsOf, isParsed } from '../syntax/documents';
import type { SourceFile } from '../text/source';
import type { ParseAnswer, ParseJob } from './worker';

/** Threads that parse: one a core, at most four; more only wait for memory. */
export const WORKERS = Math.min(4, os.availableParallelism());

/** Below this much text, starting threads costs more than they save. */
const WORTH_IT = 3_000_000;
/** Text in one job, in characters: enough to hide the cost of a message, little enough to share evenly. */
const JOB_SIZE = 400_000;

/**
 * Parses documents in worker threads before the engine asks for them. What a worker fails to give is simply parsed later
 * on the main thread, so nothing here can change a result.
 */
export function preparser(stacks: readonly StackKind[], workers: number, script = path.join(__dirname, 'worker.js')) {
  return async (files: readonly SourceFile[]): Promise<void> => {
    const documents: YamlDocument[] = [];
    let size = 0;
    for (const file of files) {
      if (!/\.(?:ya?ml|jsonc?)$/i.test(file.uri)) continue;
      for (const d of documentsOf(file)) {
        if (isParsed(d) || !stacks.some((s) => s.parses?.(d))) continue;
        documents.push(d);
        size += d.end - d.start;
      }
    }
    if (workers < 1 || size < WORTH_IT) return;
    await parseAll(jobsOf(documents), workers, script);
  };
}

function jobsOf(documents: readonly YamlDocument[]): YamlDocument[][] {
  // The longest first, so that no thread is left alone with a big one at the end.
  const sorted = [...documents].sort((a, b) => b.end - b.start - (a.end - a.start));
  const jobs: YamlDocument[][] = [];
  let job: YamlDocument[] = [];
  let size = 0;
  for (const d of sorted) {
    job.push(d);
    size += d.end - d.start;
    if (size < JOB_SIZE) continue;
    jobs.push(job);
    job = [];
    size = 0;
  }
  if (job.length > 0) jobs.push(job);
  return jobs;
}

async function parseAll(jobs: readonly YamlDocument[][], workers: number, script: string): Promise<void> {
  let next = 0;
  const take = () => (next < jobs.length ? next++ : undefined);
  await Promise.all(Array.from({ length: Math.min(workers, jobs.length) }, () => runWorker(jobs, take, script)));
}

function runWorker(jobs: readonly YamlDocument[][], take: () => number | undefined, script: string): Promise<void> {
  return new Promise((resolve) => {
    const worker = new Worker(script, {
      resourceLimits: { maxYoungGenerationSizeMb: 32, maxOldGenerationSizeMb: 256 },
    });
    const end = () => {
      void worker.terminate();
      resolve();
    };
    const give = () => {
      const id = take();
      const job = id === undefined ? undefined : jobs[id];
      if (id === undefined || !job) return end();
      const message: ParseJob = {
        id,
        texts: job.map((d) => d.file.text.slice(d.start, d.end)),
        json: job.map((d) => d.head.json),
      };
      worker.postMessage(message);
    };
    worker.on('message', (answer: ParseAnswer) => {
      const job = jobs[answer.id] ?? [];
      answer.parsed.forEach((p, i) => {
        const d = job[i];
        if (d) adoptParse(d, p.tree, p.problems);
      });
      give();
    });
    worker.on('error', end);
    worker.on('exit', () => resolve());
    give();
  });
}
