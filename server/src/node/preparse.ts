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
/** Longest time without a pause for requests, in ms. */
const SLICE_MS = 15;
/** Text in one job, in characters: enough to hide the cost of a message, little enough to share evenly. */
const JOB_SIZE = 200_000;

/**
 * Parses documents in worker threads before the engine asks for them. The promise ends when the documents are parsed that
 * the engine needs first, to find its stacks; the others are parsed while it works. It goes through files in order, so the
 * threads come from the end, and meet it. What they fail to give, or give too late, is parsed on the main thread: nothing
 * here can change a result.
 */
export function preparser(stacks: readonly StackKind[], workers: number, script = path.join(__dirname, 'worker.js')) {
  return async (files: readonly SourceFile[]): Promise<void> => {
    const first: YamlDocument[] = [];
    const later: YamlDocument[] = [];
    let size = 0;
    let rested = performance.now();
    for (const file of files) {
      if (performance.now() - rested > SLICE_MS) {
        await new Promise((resolve) => setImmediate(resolve));
        rested = performance.now();
      }
      if (!/\.(?:ya?ml|jsonc?)$/i.test(file.uri)) continue;
      for (const d of documentsOf(file)) {
        const readers = isParsed(d) ? [] : stacks.filter((s) => s.parses?.(d));
        if (readers.length === 0) continue;
        (readers.some((s) => s.parsesToDiscover) ? first : later).push(d);
        size += d.end - d.start;
      }
    }
    if (workers < 1 || size < WORTH_IT) return;
    const jobs = jobsOf(first);
    const urgent = jobs.length;
    jobs.push(
      ...jobsOf(later.sort((a, b) => (a.file.uri > b.file.uri ? -1 : a.file.uri < b.file.uri ? 1 : b.start - a.start))),
    );
    await parseAll(jobs, urgent, workers, script);
  };
}

function jobsOf(documents: readonly YamlDocument[]): YamlDocument[][] {
  const jobs: YamlDocument[][] = [];
  let job: YamlDocument[] = [];
  let size = 0;
  for (const d of documents) {
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

/** Has all jobs done; the promise ends when the first `urgent` are, or when no thread is left to do them. */
function parseAll(jobs: readonly YamlDocument[][], urgent: number, workers: number, script: string): Promise<void> {
  return new Promise((resolve) => {
    let next = 0;
    let missing = urgent;
    const threads: Worker[] = [];
    const take = (): Job | undefined => {
      while (next < jobs.length) {
        const id = next++;
        const documents = (jobs[id] as YamlDocument[]).filter((d) => !isParsed(d));
        if (documents.length > 0) return { id, documents };
        done(id);
      }
      return undefined;
    };
    const done = (id: number): void => {
      if (id < urgent && --missing === 0) proceed();
    };
    const proceed = (): void => {
      // From here on nobody waits for them: they must not keep a process alive that has its answer.
      for (const t of threads) t.unref();
      resolve();
    };
    const all = Array.from({ length: Math.min(workers, jobs.length) }, () => runWorker(threads, take, done, script));
    if (urgent === 0) proceed();
    void Promise.all(all).then(() => resolve());
  });
}

interface Job {
  readonly id: number;
  readonly documents: readonly YamlDocument[];
}

function runWorker(
  threads: Worker[],
  take: () => Job | undefined,
  done: (id: number) => void,
  script: string,
): Promise<void> {
  return new Promise((resolve) => {
    const worker = new Worker(script, {
      resourceLimits: { maxYoungGenerationSizeMb: 16, maxOldGenerationSizeMb: 256 },
    });
    threads.push(worker);
    let job: Job | undefined;
    const end = () => {
      void worker.terminate();
      resolve();
    };
    const give = () => {
      job = take();
      if (!job) return end();
      const { id, documents } = job;
      const message: ParseJob = {
        id,
        texts: documents.map((d) => d.file.text.slice(d.start, d.end)),
        json: documents.map((d) => d.head.json),
      };
      worker.postMessage(message);
    };
    worker.on('message', (answer: ParseAnswer) => {
      const documents = job?.documents ?? [];
      answer.parsed.forEach((p, i) => {
        const d = documents[i];
        if (d && !isParsed(d)) adoptParse(d, p.tree, p.problems);
      });
      done(answer.id);
      give();
    });
    worker.on('error', end);
    worker.on('exit', () => resolve());
    give();
  });
}
