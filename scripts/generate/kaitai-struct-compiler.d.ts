declare module "kaitai-struct-compiler" {
  const compiler: {
    compile(language: string, description: unknown, importer: null, debug: boolean): Promise<Record<string, string>>;
  };
  export default compiler;
}
