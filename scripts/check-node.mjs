// The scripts of package.json preload this, so it must run on any Node and import nothing.
// Node 22.18 is the first that runs TypeScript directly; /signer alone needs 22.16.
const [major, minor] = process.versions.node.split('.').map(Number)
if (major < 22 || (major === 22 && minor < 18)) {
  console.error(
    `This needs Node 22.18 or newer, not ${process.versions.node}. npm installs one as the package "node", but its install script did not run. Try: npm rebuild node`,
  )
  process.exit(1)
}
