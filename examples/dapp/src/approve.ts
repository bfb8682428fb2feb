import { BaseError } from 'viem'
import { ActivityApprovalNeededError, type PendingSignature } from 'viem-passkey-account'
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
  /** Goes on with what waited for approval, where the action can. */
  takeUp?: (signal: AbortSignal, pending: PendingSignature) => Promise<Outcome>
}

/** What came of it: a line, and facts to look at or to copy. */
export type Outcome = { text: string; facts?: Readonly<Record<string, string>> }

/** An action that ended, for the list of what has been done. */
export type Entry = {
  title: string
  text: string
  cost: string
  failed: boolean
  /** The way to go on with it, where it waits for somebody's approval. */
  takeUp?: Plan | undefined
}

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
    Object.assign(meter, { prompts: 0, requests: [] })
    show('preparing', [paragraph('One moment …')], [makeButton('Cancel', 'quiet', close)], '')
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
      running = undefined
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
      running = undefined
      if (signal.aborted) return close()
      fail(error, plan)
    }
  }

  function fail(error: unknown, plan?: Plan): void {
    onFailure(error)
    const waiting = findWaiting(error)
    const takeUp = plan && waiting && toTakeUp(plan, waiting)
    const described = describeError(error)
    const { what, detail } = described
    const next = takeUp ? `${described.next} Look again when they have.` : described.next
    const cost = readMeter(meter, signerUrl)
    entry = { title, text: what, cost, failed: true, takeUp }
    const more = make('details', {}, make('summary', {}, 'Details for developers'), make('pre', {}, detail))
    const goOn = takeUp
      ? [makeButton('Look again', 'primary', () => void run(takeUp))]
      : [makeButton('Try again', 'primary', () => void review())]
    show(
      'failed',
      [paragraph(what, 'what'), paragraph(next, 'next'), paragraph(cost, 'cost'), more],
      [makeButton('Close', 'quiet', close), ...(waiting && !takeUp ? [] : goOn)],
      `${what} ${next}`,
    )
  }

  return new Promise((resolve) => {
    // Escape means the same as the button. Of its events the browser lets `cancel` be refused once, `keydown` always.
    const onCancel = (event: Event): void => {
      if (!running || (event instanceof KeyboardEvent && event.key !== 'Escape')) return
      event.preventDefault()
      running.abort()
    }
    const onClose = (): void => {
      if (running) {
        // By the back gesture of a phone. What has been sent goes on, and its end has to be seen.
        running.abort()
        dialog.showModal()
        return
      }
      closed = true
      for (const type of ['cancel', 'keydown']) dialog.removeEventListener(type, onCancel)
      dialog.removeEventListener('close', onClose)
      dialog.dataset.state = 'closed'
      resolve(entry)
    }
    for (const type of ['cancel', 'keydown']) dialog.addEventListener(type, onCancel)
    dialog.addEventListener('close', onClose)
    dialog.showModal()
    void review()
  })
}

/** Closes what was prepared for a wallet or a session that is not there any more. What is being done, or is done, stays. */
export function takeBack(): void {
  const dialog = byId('approval', HTMLDialogElement)
  if (['preparing', 'review', 'failed'].includes(dialog.dataset.state ?? '')) dialog.close()
}

function findWaiting(error: unknown): ActivityApprovalNeededError | undefined {
  const isWaiting = (cause: unknown) => cause instanceof ActivityApprovalNeededError
  const found = error instanceof BaseError && error.walk(isWaiting)
  return found instanceof ActivityApprovalNeededError ? found : undefined
}

/** The same action, going on with what waits for approval. */
function toTakeUp({ words, prompts, takeUp }: Plan, { pending }: ActivityApprovalNeededError): Plan | undefined {
  return takeUp && pending && { words, prompts, takeUp, run: (signal) => takeUp(signal, pending) }
}
