/** The part of the Khronos glTF validator that the tests use; it comes without types. */
declare module "gltf-validator" {
  interface Issue {
    readonly code: string;
    readonly message: string;
    /** 0 error, 1 warning, 2 information, 3 hint. */
    readonly severity: 0 | 1 | 2 | 3;
    readonly pointer?: string;
  }

  interface Report {
    readonly issues: { readonly messages: readonly Issue[] };
    readonly info: { readonly totalVertexCount: number };
  }

  export function validateBytes(bytes: Uint8Array, options?: { readonly maxIssues?: number }): Promise<Report>;
}
