// What the build makes of each network: the address of its WebAssembly (scripts/networks/plugin.ts).

declare module 'network:*' {
  const address: string;
  export default address;
}
