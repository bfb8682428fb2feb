import { createServer } from 'node:http'

/**
 * A bare HTTP server: reads each request to its end and answers with the text of its argument. It tells its URL, and on any message its CPU time so
 * far in microseconds.
 */
const answer = process.argv[2] ?? ''
const server = createServer((request, response) => {
  const chunks: Buffer[] = []
  request.on('data', (chunk) => chunks.push(chunk))
  request.on('end', () => {
    const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(answer) }
    response.writeHead(Buffer.concat(chunks).length > 0 ? 200 : 400, headers).end(answer)
  })
})
server.listen(0, '127.0.0.1', () => {
  const address = server.address()
  process.send?.(typeof address === 'object' ? `http://127.0.0.1:${address?.port}` : '')
})
process.on('message', () => {
  const { user, system } = process.cpuUsage()
  process.send?.(user + system)
})
process.on('disconnect', () => process.exit())
