import { byId, make, makeButton } from './dom.ts'
import { describeError } from './errors.ts'
import { meter, readMeter } from './meter.ts'

/** An action: what will be signed, in words, and how it is done once the user agrees. */
export type Plan = {
  /** What is agreed to, one line each. */
  words: readonly string[]
  /** How often the browser will ask. */
  prompts: number
  /** Begins in the click, so that the prompt does too. */
  run(signal: AbortSignal): Promise<Outcome>
}

/** What came of it: a line, and facts to look at or to copy. */
export type Outcome = { text: string; facts?: Readonly<Record<string, string>> }

/** An action that ended, for the list of what has been done. */
export type Entry = { title: string; text: string; cost: string; failed: boolean }

/**
 * One action from the words to its end, in the page's dialog: says what will be signed, asks, shows what came of it, and lets a failed one
 * be tried again. Each step replaces the one before, so nothing that is on the screen moves.
 *
 * @param parameters.prepare Whatever takes time before the click; called again when the user tries again.
 * @param parameters.onFailure Called before a failure is shown.
 * @returns What ended, when the dialog is closed; undefined where nothing was tried.
 */
export function approve(parameters: {
  title: string
  signerUrl: string
  prepare: () => Promise<Plan>
  onFailure: (error: unknown) => void
}): Promise<Entry | undefined> {
  const { title, signerUrl, prepare, onFailure } = parameters
  const dialog = byId('approval', HTMLDialogElement)
  const content = byId('approval-content', HTMLElement)
  const status = byId('approval-status', HTMLElement)
  let entry: Entry | undefined
  let running: AbortController | undefined
  // The dialog may by then be another action's.
  let closed = false

  function show(state: string, body: Node[], buttons: HTMLButtonElement[], announcement: string): void {
    if (closed) return
    dialog.dataset.state = state
    content.replaceChildren(
      make('h2', { id: 'approval-title' }, title),
      make('div', { className: 'approval-body', id: 'approval-body' }, ...body),
      make('div', { className: 'approval-buttons' }, ...buttons),
    )
    status.textContent = announcement
    buttons.at(-1)?.focus()
  }
  const close = (): void => {
    if (!closed) dialog.close()
  }
  const paragraph = (text: string, className = ''): HTMLElement => make('p', { className }, text)

  async function review(): Promise<void> {
    show('waiting', [paragraph('One moment …')], [makeButton('Cancel', 'quiet', close)], '')
    try {
      const plan = await prepare()
      const asks = ['Nobody will ask you again.', 'Your browser will ask for your passkey once.'][plan.prompts]
      const words = make('ul', { className: 'words' }, ...plan.words.map((line) => make('li', {}, line)))
      show(
        'review',
        [words, paragraph(asks ?? `Your browser will ask for your passkey ${plan.prompts} times.`, 'asks')],
        [makeButton('Cancel', 'quiet', close), makeButton('Continue', 'primary', () => void run(plan))],
        '',
      )
    } catch (error) {
      fail(error)
    }
  }

  async function run(plan: Plan): Promise<void> {
    Object.assign(meter, { prompts: 0, requests: [] })
    running = new AbortController()
    const { signal } = running
    // First of all, in the click: Safari shows a prompt nowhere else.
    const doing = plan.run(signal)
    const [wait, next] =
      plan.prompts > 0
        ? ['Waiting for your passkey …', 'Confirm in the window of your browser.']
        : ['Working …', 'This takes a moment.']
    show(
      'waiting',
      [paragraph(wait, 'what'), paragraph(next)],
      [makeButton('Cancel', 'quiet', () => running?.abort())],
      wait,
    )
    try {
      const { text, facts = {} } = await doing
      const cost = readMeter(meter, signerUrl)
      entry = { title, text, cost, failed: false }
      const list = Object.entries(facts).flatMap(([name, value]) => [make('dt', {}, name), make('dd', {}, value)])
      show(
        'done',
        [paragraph(text, 'what'), ...(list.length > 0 ? [make('dl', {}, ...list)] : []), paragraph(cost, 'cost')],
        [makeButton('Done', 'primary', close)],
        `${text} ${cost}`,
      )
    } catch (error) {
      if (signal.aborted) return close()
      fail(error)
    } finally {
      running = undefined
    }
  }

  function fail(error: unknown): void {
    onFailure(error)
    const { what, next, detail } = describeError(error)
    const cost = readMeter(meter, signerUrl)
    entry = { title, text: what, cost, failed: true }
    const more = make('details', {}, make('summary', {}, 'Details for developers'), make('pre', {}, detail))
    show(
      'failed',
      [paragraph(what, 'what'), paragraph(next, 'next'), paragraph(cost, 'cost'), more],
      [makeButton('Close', 'quiet', close), makeButton('Try again', 'primary', () => void review())],
      `${what} ${next}`,
    )
  }

  return new Promise((resolve) => {
    // Escape means the same as the button.
    const onCancel = (event: Event): void => {
      if (!running) return
      event.preventDefault()
      running.abort()
    }
    dialog.addEventListener('cancel', onCancel)
    dialog.addEventListener(
      'close',
      () => {
        closed = true
        running?.abort()
        dialog.removeEventListener('cancel', onCancel)
        dialog.dataset.state = 'closed'
        resolve(entry)
      },
      { once: true },
    )
    Object.assign(meter, { prompts: 0, requests: [] })
    dialog.showModal()
    void review()
  })
}
