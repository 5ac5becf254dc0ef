// The other side of fresh.mjs: one call, its answer, the end.
process.once('message', async ({ module, name, options }) => {
  const exported = await import(module);
  const value = await exported[name](options);
  process.send({ value }, () => process.exit(0));
});
