import { expect, test } from 'vitest'
import { parseStartOptions, startHelp } from '../../scripts/lib/parseStartOptions.ts'

test('without options the demo is on localhost', () => {
  expect(parseStartOptions([])).toEqual({ once: false, origin: undefined, rpId: 'localhost', port: undefined })
})

test.each([
  [['--once'], { once: true }],
  [['--port', '9000'], { port: 9000 }],
  [['--origin', 'https://wallet.example.com'], { origin: 'https://wallet.example.com', rpId: 'wallet.example.com' }],
  [['--origin=https://wallet.example.com/'], { origin: 'https://wallet.example.com' }],
  [['--origin', 'https://wallet.example.com:8443', '--rp-id', 'example.com'], { rpId: 'example.com' }],
  [['--rp-id', 'localhost'], { rpId: 'localhost' }],
])('%j', (args, options) => {
  expect(parseStartOptions(args)).toMatchObject(options)
})

test.each(['--help', '-h'])('%s', (flag) => {
  expect(parseStartOptions(['--once', flag])).toBe('help')
  const described = [...startHelp.matchAll(/^ {2}(--[a-z-]+)/gm)].map(([, name]) => name)
  expect(described).toEqual(['--origin', '--rp-id', '--port', '--once', '--help'])
  expect(startHelp.split('\n').filter((line) => line.length > 80)).toEqual([])
})

test.each([
  [['--orign', 'https://a.example'], 'Unknown option --orign. Did you mean --origin?'],
  [['--rpid', 'a.example'], 'Unknown option --rpid. Did you mean --rp-id?'],
  [['--verbose'], 'Unknown option --verbose. See'],
  [['demo'], 'Unexpected argument "demo".'],
  [['--once=yes'], '--once takes no value.'],
  [['--origin'], '--origin needs a value, such as --origin https://wallet.example.com.'],
  [['--origin', '--once'], '--origin needs a value'],
  [['--origin='], '--origin needs a value'],
  [
    ['--origin', 'wallet.example.com'],
    '--origin must be an origin, such as https://wallet.example.com, not "wallet.example.com".',
  ],
  [['--origin', 'https://wallet.example.com/demo'], '--origin must be an origin'],
  [['--origin', 'http://wallet.example.com'], '--origin must begin with https://'],
  [['--origin', 'https://192.168.1.20'], '--origin must have a host name'],
  [['--origin', 'https://[::1]'], '--origin must have a host name'],
  [['--rp-id', 'example.com'], '--rp-id needs --origin'],
  [
    ['--origin', 'https://wallet.example.com', '--rp-id', 'let.example.com'],
    '--rp-id must be wallet.example.com or a parent',
  ],
  [['--origin', 'https://wallet.example.com', '--rp-id', 'com'], '--rp-id must be wallet.example.com or a parent'],
  [['--port', '0'], '--port must be a number from 1 to 65535, not "0".'],
  [['--port', '70000'], '--port must be a number from 1 to 65535'],
])('%j is refused', (args, message) => {
  expect(() => parseStartOptions(args)).toThrow(message)
  expect(() => parseStartOptions(args)).toThrow('See npm start -- --help.')
})
