import { ActivityApprovalNeededError, findError, LastPasskeyError } from 'viem-passkey-account'
import type { Action, Fact, Result } from './actions.ts'
import { byId, make, makeButton } from './dom.ts'
import { describeError } from './errors.ts'
import { renderFacts, renderLink } from './facts.ts'
import { describeCost, lastActivity, resetMeter } from './meter.ts'
import { renderSecret } from './secret.ts'

/** An action that ended, for the list of activity. */
export type Entry = {
  title: string
  text: string
  status: 'done' | 'failed' | 'pending'
  cost: string
  facts: readonly Fact[]
  /** On the signer's page. */
  link?: string | undefined
  /** Goes on after the approval that it waits for. */
  resume?: Action | undefined
}

/**
 * Takes one action from its review to its result, in the page's dialog. A failed action can be tried again. Each step replaces the one
 * before, so that nothing on the screen moves.
 *
 * @returns How it ended, once the dialog is closed; undefined if it was never started.
 */
export function runAction(parameters: runAction.Parameters): Promise<Entry | undefined> {
  const { title, prepare, describeLink, onFailure, alternative } = parameters
  const dialog = byId('action', HTMLDialogElement)
  const content = byId('action-content', HTMLElement)
  const status = byId('action-status', HTMLElement)
  let entry: Entry | undefined
  let running: AbortController | undefined
  let forgetSecret: (() => void) | undefined
  // By then the dialog may show another action.
  let closed = false

  function show(state: string, body: Node[], buttons: HTMLButtonElement[], announcement: string): void {
    if (closed) return
    dialog.dataset.state = state
    content.replaceChildren(
      make('h2', { id: 'action-title' }, title),
      make('div', { className: 'action-body', id: 'action-body' }, ...body),
      make('div', { className: 'action-buttons' }, ...buttons),
    )
    status.textContent = announcement
    buttons.at(-1)?.focus()
  }
  const close = (): void => {
    if (!closed) dialog.close()
  }

  function start(): void {
    resetMeter()
    const prepared = prepare()
    if (prepared instanceof Promise) void review(prepared)
    else void run(prepared)
  }

  async function review(prepared: Promise<Action>): Promise<void> {
    show('preparing', [paragraph('One moment …')], [makeButton('Cancel', 'quiet', close)], '')
    try {
      const action = await prepared
      // Nothing starts that the user has cancelled.
      if (closed) return
      if (action.review.length === 0) return void run(action)
      const lines = make('ul', { className: 'review' }, ...action.review.map((line) => make('li', {}, line)))
      const confirm = makeButton('Confirm', 'primary', () => void run(action))
      const cancel = makeButton('Cancel', 'quiet', close)
      show('review', [lines, paragraph(describePrompts(action), 'prompts')], [cancel, confirm], '')
    } catch (error) {
      if (!closed) fail(error)
    }
  }

  async function run(action: Action): Promise<void> {
    resetMeter()
    running = new AbortController()
    const { signal } = running
    // Before anything else: older versions of Safari show a prompt only in the click.
    const doing = action.run(signal)
    const [wait, next] =
      action.prompts > 0
        ? ['Waiting for your passkey …', 'Confirm in your browser’s window.']
        : ['Working …', 'This takes a moment.']
    const cancel = makeButton('Cancel', 'quiet', () => running?.abort())
    show('waiting', [paragraph(wait, 'what'), paragraph(next)], [cancel], wait)
    try {
      const result = await doing
      const link = describeLink(result.place ?? (await findActivity()))
      running = undefined
      succeed(result, link)
    } catch (error) {
      const link = describeLink(await findActivity())
      running = undefined
      if (signal.aborted) return close()
      fail(error, action, link)
    }
  }

  function succeed({ text, facts = [], closes = false, secret }: Result, link: string | undefined): void {
    const cost = describeCost()
    entry = { title, text, status: 'done', cost, facts, link }
    if (closes) close()
    const shown = secret === undefined ? undefined : renderSecret(secret)
    forgetSecret = shown?.dispose
    const found = [...renderFacts(facts), ...(shown ? [shown.element] : [])]
    const body = [paragraph(text, 'what'), ...found, paragraph(cost, 'cost'), ...renderLink(link, title)]
    if (!closes) show('done', body, [makeButton('Done', 'primary', close)], `${text} ${cost}`)
  }

  function fail(error: unknown, action?: Action, link?: string): void {
    onFailure(error)
    const offered = alternative?.(error)
    const { what, detail, ...text } = describeError(error)
    const next = offered?.next ?? text.next
    const approval = findError(error, ActivityApprovalNeededError)
    const resume = action && approval && toResumed(action, approval)
    const cost = describeCost()
    const state = approval ? 'pending' : 'failed'
    entry = { title, text: what, status: state, cost, facts: [], link, resume }
    const buttons = [makeButton('Close', 'quiet', close)]
    if (offered) buttons.push(makeButton(offered.label, '', () => handOver(offered.start)))
    if (resume) buttons.push(makeButton('Check again', 'primary', () => void run(resume)))
    else if (!approval && !findError(error, LastPasskeyError)) buttons.push(makeButton('Try again', 'primary', start))
    const details = make('details', {}, make('summary', {}, 'Details for developers'), make('pre', {}, detail))
    const body = [paragraph(what, 'what'), paragraph(next, 'next'), paragraph(cost, 'cost')]
    show(state, [...body, ...renderLink(link, title), details], buttons, `${what} ${next}`)
  }

  /** Another action goes on in the open dialog, in the same click. */
  function handOver(start: () => void): void {
    end()
    start()
  }

  let resolve: (entry: Entry | undefined) => void
  function end(): void {
    closed = true
    forgetSecret?.()
    for (const type of ['cancel', 'keydown']) dialog.removeEventListener(type, onCancel)
    dialog.removeEventListener('close', onClose)
    resolve(entry)
  }

  /** Escape does what the button does. A browser lets the page refuse `cancel` once, and `keydown` always. */
  function onCancel(event: Event): void {
    if (!running || (event instanceof KeyboardEvent && event.key !== 'Escape')) return
    event.preventDefault()
    running.abort()
  }

  function onClose(): void {
    if (running) {
      // A phone's back gesture. A request that was sent goes on, and its end must be seen.
      running.abort()
      dialog.showModal()
      return
    }
    dialog.dataset.state = 'closed'
    end()
  }

  for (const type of ['cancel', 'keydown']) dialog.addEventListener(type, onCancel)
  dialog.addEventListener('close', onClose)
  return new Promise((resolveEntry) => {
    resolve = resolveEntry
    if (!dialog.open) dialog.showModal()
    start()
  })
}

export declare namespace runAction {
  type Parameters = {
    title: string
    /** Called again with each new try. An action that it returns without a promise starts in the click. */
    prepare: () => Action | Promise<Action>
    /** The URL of a place on the signer's page, such as `activities/<id>`. */
    describeLink: (place: string | undefined) => string | undefined
    /** Called before a failure is shown. */
    onFailure: (error: unknown) => void
    /** What to offer beside another try, and what to say in place of the error's next step. */
    alternative?: ((error: unknown) => { label: string; start: () => void; next?: string } | undefined) | undefined
  }
}

/** Closes what was prepared for another wallet or session. What is running, or done, stays. */
export function closePrepared(): void {
  const dialog = byId('action', HTMLDialogElement)
  if (['preparing', 'review', 'failed', 'pending'].includes(dialog.dataset.state ?? '')) dialog.close()
}

function describePrompts({ prompts }: Action): string {
  if (prompts === 0) return 'Your browser will not ask you.'
  return `Your browser will ask for your passkey ${prompts === 1 ? 'once' : 'twice'}.`
}

/** The same action, going on with the signature that waits for approval. */
function toResumed(action: Action, { pending }: ActivityApprovalNeededError): Action | undefined {
  const { resume } = action
  return resume && pending && { ...action, run: (signal) => resume(signal, pending) }
}

async function findActivity(): Promise<string | undefined> {
  const id = await lastActivity()
  return id && `activities/${id}`
}

function paragraph(text: string, className = ''): HTMLElement {
  return make('p', { className }, text)
}
