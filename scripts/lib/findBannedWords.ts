export type BannedWord = {
  /** 1 for the first. */
  line: number
  /** The words themselves, on one line. */
  found: string
  /** What to write in its place. */
  advice: string
}

/** A word by itself or as a part of an identifier: `wish`, `Wish`, `toWish`, `wishList`, `WISH_LIST`; not `swish` or `wishful`. */
const part = (...words: string[]): RegExp => {
  const alternatives = words.flatMap((word) => {
    const capital = word.charAt(0).toUpperCase() + word.slice(1)
    return [
      `(?<![A-Za-z])(?:${word}|${capital})(?![a-z])`,
      `(?<=[a-z0-9])${capital}(?![a-z])`,
      `(?<![A-Za-z])${word.toUpperCase()}(?![A-Za-z])`,
    ]
  })
  return new RegExp(alternatives.join('|'), 'g')
}

// Prose is wrapped, also inside comments and quotes.
const gap = String.raw`(?:[ \t]+|[ \t]*\r?\n[ \t]*(?:\*|//|>)?[ \t]*)`

/** Words in a row, wherever the line breaks. */
const phrase = (pattern: string): RegExp => new RegExp(String.raw`\b${pattern.replaceAll(' ', gap)}\b`, 'gi')

const banned: [RegExp, string][] = [
  [part('wish', 'wishes', 'wished', 'wishing'), 'say what it is: input, request, submission'],
  [part('asker', 'askers'), 'caller, or say who it is'],
  [part('mend', 'mends', 'mended', 'mending'), 'fix, repair'],
  [part('keeper'), 'watchdog'],
  [/(?<=[a-z])Look(?![a-z])/g, 'a noun that says what it is'],
  [phrase('(?:a|another|the|first|closer|last|one) look(?![-\\s]?ups?)'), 'check, request, appearance; or the verb'],
  [phrase('the looks'), 'appearance'],
  [phrase('(?:is|are) none'), 'there is no …; does not exist; is not a …'],
  [phrase('who(?:m)?ever'), 'anyone who, the person who, or name them'],
  [phrase('unless (?:said|given|told)(?: otherwise)?'), '@default, or "by default"'],
  [phrase('nobody has seen'), 'not verified against production'],
  [phrase('for nothing'), 'without a reason; or say what happens'],
  [phrase('of (?:its|their) own'), 'its own …, a separate …'],
  [/(?<!\b(?:far|long|much|often|soon)\s)\bas it is\b/gi, 'unchanged, as is'],
  [phrase('as they are'), 'unchanged'],
  [phrase('for ever'), 'forever, or "until …"'],
  [phrase('straight'), 'direct, directly'],
  [phrase('further ones?'), 'another, more'],
  [phrase('has to'), 'must'],
  [phrase('the house'), 'repository layout, folder'],
  // Names that were replaced.
  [/\b(?:toFollowed|handOver(?:Body|Text)|inTurn|orAborted|assertMayGo|assertCredentialLeft)\b/g, 'renamed'],
  [/\b(?:draftFile|isForeign|nodeProblem|wellKnown|vouched)\b/g, 'renamed'],
]

/** Finds the words and private names that this repository does not use, in their order in `text`. */
export function findBannedWords(text: string): BannedWord[] {
  const found = banned.flatMap(([pattern, advice]) =>
    [...text.matchAll(pattern)].map((match) => ({ index: match.index, match: match[0], advice })),
  )
  return found
    .sort((one, other) => one.index - other.index)
    .map(({ index, match, advice }) => ({
      line: text.slice(0, index).split('\n').length,
      found: match.replaceAll(new RegExp(gap, 'g'), ' '),
      advice,
    }))
}
