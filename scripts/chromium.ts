import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { chromium } from 'playwright-core'
import { run } from './lib/run.ts'

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']
const macs = ['Chromium', 'Google Chrome'].map((app) => `/Applications/${app}.app/Contents/MacOS/${app}`)

/**
 * Returns the path of a Chromium: CHROMIUM_PATH, the system's, or an earlier Playwright download. If it finds none, installs Debian's package
 * (as root) or downloads Playwright's.
 *
 * @throws One line that says what is missing.
 */
export async function ensureChromium(): Promise<string> {
  const found = findChromium()
  if (found !== undefined) return found

  const failures: string[] = []
  const attempt = async (command: string, ...args: string[]): Promise<void> => {
    const text = `${command} ${args.join(' ')}`
    console.log(`Chromium is missing. Running: ${text}`)
    try {
      await run(command, args, { env: { DEBIAN_FRONTEND: 'noninteractive' } })
    } catch (error) {
      const lines = error instanceof Error ? error.message.trimEnd().split('\n') : []
      failures.push(`"${text}" failed: ${lines.find((line) => /error|^E:/i.test(line)) ?? lines.at(-1)}`)
    }
  }
  if (process.getuid?.() === 0 && which('apt-get') !== undefined) {
    await attempt('apt-get', 'update')
    await attempt('apt-get', 'install', '-y', '--no-install-recommends', '-o', 'DPkg::Lock::Timeout=120', 'chromium')
  }
  if (findChromium() === undefined) await attempt('playwright-core', 'install', 'chromium')
  const installed = findChromium()
  if (installed !== undefined) return installed
  throw new Error(
    `Chromium is missing. Install it (Debian: apt-get install chromium) or set CHROMIUM_PATH. ${failures.join('; ')}`,
  )
}

function findChromium(): string | undefined {
  const given = process.env.CHROMIUM_PATH
  if (given !== undefined) {
    if (!existsSync(given)) throw new Error(`CHROMIUM_PATH points to ${given}, which does not exist.`)
    return given
  }
  const found = names.map(which).find((path) => path !== undefined)
  return found ?? [...macs, chromium.executablePath()].find((path) => existsSync(path))
}

function which(name: string): string | undefined {
  const folders = (process.env.PATH ?? '').split(delimiter)
  return folders.map((folder) => join(folder, name)).find((path) => existsSync(path))
}

if (import.meta.main) {
  try {
    console.log(await ensureChromium())
  } catch (error) {
    console.error(error instanceof Error ? error.message : error)
    process.exitCode = 1
  }
}
