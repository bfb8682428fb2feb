// Preloaded by the scripts of package.json, so it must run on any Node and import nothing.
// 22.18 is the first Node that runs TypeScript by itself; /signer alone would do with 22.16.
const [major, minor] = process.versions.node.split('.').map(Number)
if (major < 22 || (major === 22 && minor < 18)) {
  console.error(
    `Node 22.18 or newer is missing: this is ${process.versions.node}, because the install script of the npm package "node" did not run (try: npm rebuild node).`,
  )
  process.exit(1)
}
