import { expect, test } from 'vitest'
import { findBannedWords } from '../../scripts/lib/findBannedWords.ts'

const find = (text: string): string[] => findBannedWords(text).map(({ found }) => found)

test.each([
  ['const { wishes } = toAsker(ActivityWish, MEND_ALL)', ['wishes', 'Asker', 'Wish', 'MEND']],
  ['stampLook takes a look at it, and the first look', ['Look', 'a look', 'first look']],
  ['What is none of them', ['is none']],
  ['Whoever asks, unless given', ['Whoever', 'unless given']],
  ['a queue of its own, of their own', ['of its own', 'of their own']],
  ['It stays as it is for ever', ['as it is', 'for ever']],
  ['goes straight to the signer', ['straight']],
  ['nobody has seen a further one, imported for nothing', ['nobody has seen', 'further one', 'for nothing']],
  ['has\nto, has\n * to, has\n    // to, has\n> to', ['has to', 'has to', 'has to', 'has to']],
  ['orAborted(inTurn, keeper, isForeign)', ['orAborted', 'inTurn', 'keeper', 'isForeign']],
])('finds in %j', (text, words) => {
  expect(find(text)).toEqual(words)
})

test.each([
  'amend, recommend, tasker, wishful, bookkeeper, Amended',
  'looks at it, look it up, a look-up, the lookup, a lookup table, toLookup',
  'straightforward, forever, unless giving, as long as it is valid, as far as it is known',
  'It must be `none`, none is left, the household, has tokens, of its owner',
])('leaves alone %j', (text) => {
  expect(find(text)).toEqual([])
})

test('tells the line', () => {
  expect(findBannedWords('one\ntwo wish\nhas\nto')).toMatchObject([
    { line: 2, found: 'wish' },
    { line: 3, found: 'has to' },
  ])
})
