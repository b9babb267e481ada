// @ts-check
// The one door to every command of this repository: `npm start`, `npm test` and the rest call it. Before it has made sure
// that the packages are installed it may use nothing but Node's own modules, and neither may what it imports statically.
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  console.error('Portolan needs Node 20.19 or newer, and this is Node ' + process.versions.node + '.');
  process.exit(2);
}
const { commands } = await import('./lib/commands.mjs');

const [name = 'help', ...args] = process.argv.slice(2);
const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
if (command === undefined) {
  console.error(`Portolan has no command “${name}”; there are ${Object.keys(commands).join(', ')}.`);
  process.exit(2);
}
// npm hands over the `--` of `npm start -- PATH` or not, depending on how it was called.
process.exitCode = command(args[0] === '--' ? args.slice(1) : args);
