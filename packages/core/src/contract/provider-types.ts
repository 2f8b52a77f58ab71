/**
 * Facts about providers for the compiler. Importing a provider package adds an entry. The compiler then rejects
 * misspelt provider names, regions and `providerOptions` keys, and completes model ids.
 *
 * @example
 * declare module '@rephysco/core' {
 *   interface ProviderTypes {
 *     acme: {
 *       models: 'acme-large' | 'acme-small'; // known ids; any other string is accepted too
 *       options: { top_k?: number }; // keys of `providerOptions`
 *       regions: 'eu' | 'us';
 *       spellings: 'Acme' | 'ACME'; // further ways to write the name
 *     };
 *   }
 * }
 */
// biome-ignore lint/suspicious/noEmptyInterface: provider packages add the entries
export interface ProviderTypes {}

type Known = keyof ProviderTypes & string;

type Field<Name extends string, Key extends string> = Name extends Known
  ? ProviderTypes[Name] extends { readonly [Each in Key]: infer Value }
    ? Value
    : never
  : never;

/** Registered name of a provider, for any of its spellings. */
type Canonical<Name extends string> = Name extends Known
  ? Name
  : { [Each in Known]: Name extends Field<Each, 'spellings'> ? Each : never }[Known];

/** Name of a provider. Any string is accepted until a provider package is imported. */
export type ProviderName = [Known] extends [never] ? string : Known | (Field<Known, 'spellings'> & string);

/** Id of a model of a provider. The compiler completes the known ids and accepts every other string. */
export type ModelName<Name extends string = string> = (Field<Canonical<Name>, 'models'> & string) | (string & {});

/** Model with its provider, as `provider:model`. */
export type QualifiedModel = [Known] extends [never] ? `${string}:${string}` : `${ProviderName}:${string}`;

/** Region of a provider. The compiler completes the known ones and accepts every other string. */
export type RegionName<Name extends string = string> = (Field<Canonical<Name>, 'regions'> & string) | (string & {});

type OptionsOf<Name extends string> = [Field<Canonical<Name>, 'options'>] extends [never]
  ? Readonly<Record<string, unknown>>
  : Field<Canonical<Name>, 'options'>;

/**
 * Options that are sent to the API of the provider unchanged: the options themselves, or an object with the options of
 * several providers by name, which a call with `fallback` needs.
 */
export type ProviderOptionsOf<Name extends string = string> = string extends Name
  ? Readonly<Record<string, unknown>>
  : OptionsOf<Name> | { readonly [Each in Known]?: OptionsOf<Each> };
