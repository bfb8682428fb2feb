import { fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { root } from '../scripts/lib/root.ts'
import { connect } from './connect.ts'
import { measureCpu } from './measureCpu.ts'
import { completed } from './stampedRequest.ts'

/** What a signing activity needs beside its two operations of cryptography, each measured alone. CPU time per activity in microseconds. */
export type Parts = { commit: number; http: number; json: number }

/** A signing request and its answer. */
export type Exchange = { request: Buffer; answer: string }

/**
 * Measures the parts with the requests and answers of a run.
 *
 * @param connections As many as in the run.
 * @param batch How many activities the signer committed at once in the run, on average.
 */
export async function measureParts(
  { request, answer }: Exchange,
  { connections, batch, rounds }: { connections: number; batch: number; rounds: number },
): Promise<Parts> {
  const body = request.subarray(request.indexOf('\r\n\r\n') + 4).toString()
  const answered: unknown = JSON.parse(answer)
  return {
    commit: measureCommit(body, Math.max(1, Math.round(batch)), rounds),
    http: await measureEcho(request, answer, connections, rounds),
    json: measureCpu(rounds, () => [JSON.parse(body), JSON.stringify(answered)]),
  }
}

/** One row with the request's body per activity, in one table without an index, and a commit that is on disk, like the signer's. */
function measureCommit(body: string, batch: number, rounds: number): number {
  const directory = mkdtempSync(join(tmpdir(), 'bench-'))
  const database = new DatabaseSync(join(directory, 'floor.sqlite'))
  try {
    database.exec(
      'PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; CREATE TABLE rows (id INTEGER PRIMARY KEY, body TEXT)',
    )
    const [begin, insert, commit] = ['BEGIN IMMEDIATE', 'INSERT INTO rows (body) VALUES (?)', 'COMMIT'].map((sql) =>
      database.prepare(sql),
    )
    const commits = Math.ceil(rounds / batch)
    return (
      measureCpu(commits, () => {
        begin?.run()
        for (let index = 0; index < batch; index++) insert?.run(body)
        commit?.run()
      }) / batch
    )
  } finally {
    database.close()
    rmSync(directory, { recursive: true })
  }
}

/** The CPU time of a bare `node:http` server in a process of its own. */
async function measureEcho(request: Buffer, answer: string, connections: number, rounds: number): Promise<number> {
  const server = fork(root('bench/echo.ts'), [answer])
  try {
    const [url] = await once(server, 'message')
    const cpu = async (): Promise<number> => {
      const answered = once(server, 'message')
      server.send('cpu')
      const [microseconds] = await answered
      return Number(microseconds)
    }
    const client = await connect(String(url), connections, completed)
    const requests = Array.from({ length: rounds }, () => request)
    await client.send(requests)
    const before = await cpu()
    await client.send(requests)
    const microseconds = ((await cpu()) - before) / rounds
    client.close()
    return microseconds
  } finally {
    server.disconnect()
  }
}
