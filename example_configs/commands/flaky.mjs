// Stands for a test suite whose workers share a port or a file: with 4 of them, every third round fails.
const [workers, round] = process.argv.slice(2).map(Number);
await new Promise((resolve) => setTimeout(resolve, 600 / workers));
if (workers >= 4 && round % 3 === 2) {
  process.stderr.write('Error: listen EADDRINUSE: address already in use 127.0.0.1:9229\n');
  process.exitCode = 1;
}
