const marker = Symbol.for('@rephysco/core/error@1');

/** Marks a class by name, so that `instanceof` recognizes instances that another copy of core created. */
export function brand(name: string, Class: abstract new (...options: never[]) => Error): void {
  Object.defineProperty(Class.prototype, marker, { value: name });
  Object.defineProperty(Class.prototype, 'name', { value: name, configurable: true, writable: true });
  Object.defineProperty(Class, Symbol.hasInstance, {
    value(this: unknown, value: unknown): boolean {
      // Derived classes of users inherit this method. They use the prototype chain, as usual.
      if (this !== Class) return Function.prototype[Symbol.hasInstance].call(this as () => void, value);
      for (let link = value; typeof link === 'object' && link !== null; link = Object.getPrototypeOf(link)) {
        if (Object.getOwnPropertyDescriptor(link, marker)?.value === name) return true;
      }
      return false;
    },
  });
}
