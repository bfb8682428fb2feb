import { SignerListenError } from '../errors.js'

/** What the operating system says of an address and a port, in words that say what to do. */
export function listenError(error: Error, host: string, port: number): SignerListenError {
  const code = 'code' in error ? error.code : undefined
  if (code === 'EADDRINUSE')
    return new SignerListenError(
      'PORT_IN_USE',
      host,
      port,
      `Port ${port} on ${host} is in use. Stop the program that uses it, or choose another port.`,
      error,
    )
  return new SignerListenError(
    'LISTEN_FAILED',
    host,
    port,
    `Cannot listen on ${host}:${port}: ${reasonOf(code)}`,
    error,
  )
}

function reasonOf(code: unknown): string {
  switch (code) {
    case 'EACCES':
    case 'EPERM':
      return 'you may not use this port. Choose one from 1024 up.'
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return 'this machine has no such address. Choose one that it has, such as 127.0.0.1, or 0.0.0.0 for all of them.'
    default:
      return `${code}. Choose another address or port.`
  }
}
