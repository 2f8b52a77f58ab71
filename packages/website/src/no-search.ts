/** Replaces the hosted search of VitePress, so that its code is not bundled. @throws Error if it is called */
export default function noSearch(): never {
  throw new Error('This website searches its own index only.');
}
