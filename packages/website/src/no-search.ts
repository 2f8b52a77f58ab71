/** Stands for the hosted search of VitePress, which this website does not use. */
export default function noSearch(): never {
  throw new Error('This website searches its own index only.');
}
