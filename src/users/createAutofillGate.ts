import { bystanders } from '../webauthn/enqueueCeremony.js'

/** How often the age of the open request is checked, in milliseconds. Also catches a machine that slept. */
const checkInterval = 60_000

/** How long to wait after the browser has ended a request, in milliseconds: twice as long each time. */
const firstHold = 1_000
const longestHold = 60_000

/** Says when autofill may be armed. */
export type AutofillGate = {
  isOpen(): boolean
  /** Resolves when it may be armed: at once, if it may now. */
  whenOpen(): Promise<void>
  /** Closes the gate until the user touches the page, or for a while: the browser or another library has ended the request. */
  hold(): void
  /** Removes every listener and timer. */
  remove(): void
}

/**
 * Creates the gate. It closes, and calls `disarm` in the same task, when a ceremony or a signal of this page begins, when another
 * autofill of this page starts, and when the page is left: a request that stays open would keep the page out of the browser's
 * back/forward cache. It calls `disarm`, and stays open, when `isOld` says so.
 */
export function createAutofillGate({ disarm, isOld }: { disarm: () => void; isOld: () => boolean }): AutofillGate {
  const turns = new Set<Promise<void>>()
  let isLeft = false
  let holdTime = firstHold
  let holdTimer: ReturnType<typeof setTimeout> | undefined
  let opened = (): void => undefined

  const isOpen = (): boolean => turns.size === 0 && !isLeft && holdTimer === undefined
  const update = (): void => {
    if (isOpen()) opened()
  }
  const giveWay = (turn: Promise<void>): void => {
    turns.add(turn)
    disarm()
    void turn.then(() => {
      turns.delete(turn)
      update()
    })
  }
  const release = (): void => {
    clearTimeout(holdTimer)
    holdTimer = undefined
    update()
  }
  const check = (): void => {
    if (isOld()) disarm()
  }
  const startHold = (): void => {
    clearTimeout(holdTimer)
    // A page without focus may have another library's prompt, which Safari ends when a request is made:
    // https://github.com/WebKit/WebKit/blob/main/Source/WebKit/UIProcess/WebAuthentication/AuthenticatorManager.cpp
    holdTimer = setTimeout(() => (globalThis.document?.hasFocus?.() === false ? startHold() : release()), holdTime)
  }

  const page = globalThis.window
  const listeners = {
    pagehide() {
      isLeft = true
      disarm()
    },
    pageshow() {
      isLeft = false
      check()
      update()
    },
    focus: check,
    // No input reaches the page while a prompt is open.
    pointerdown: onInput,
    keydown: onInput,
  }
  function onInput(): void {
    holdTime = firstHold
    release()
    check()
  }
  for (const [type, listener] of Object.entries(listeners)) page?.addEventListener?.(type, listener, true)
  globalThis.document?.addEventListener?.('visibilitychange', check)
  const timer = setInterval(check, checkInterval)

  // The latest of several in a page is armed, and the others when it is over.
  let pass = (): void => undefined
  const turn = new Promise<void>((resolve) => {
    pass = resolve
  })
  for (const other of bystanders) other(turn)
  bystanders.add(giveWay)

  return {
    isOpen,
    whenOpen: () =>
      new Promise((resolve) => {
        opened = resolve
        update()
      }),
    hold() {
      startHold()
      holdTime = Math.min(holdTime * 2, longestHold)
    },
    remove() {
      bystanders.delete(giveWay)
      for (const [type, listener] of Object.entries(listeners)) page?.removeEventListener?.(type, listener, true)
      globalThis.document?.removeEventListener?.('visibilitychange', check)
      clearInterval(timer)
      clearTimeout(holdTimer)
      pass()
    },
  }
}
