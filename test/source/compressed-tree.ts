/** The mini tree's tar archive as `xz -9e` and `zstd -19` compress it, for machines without these programs. */

const base64 = {
  xz: '/Td6WFoAAATm1rRGAgAhARwAAAAQz1jM4Bn/AT9dADYaSiB1mtdkdCp8GLsXqJ+kvnjB2xKloO4huieWn2Kon8KSnkLRp/cxYo7MqF+KRIN7xEdaa5e96+LszJw67OEtMBMhCeKtRrtXjs6NiDA1FYL8WrvhGdcCYqckMoIjy/vnxnoEAujhQXYA5E/wKa1khxEVNZp5QXxD+13rXBpqmSZnuI/v5laRPSOmhcx7sjk69hJJIkue8ceAle9lP6lITPZk/wTJSgP9VczL1iv5VSlGMyZ03ixcNkfonR8PgViAqd6zQLnN6lggTb9mB1BX9AXwtIOOH67KC70ZLON/Xp+ls8UyrdxuhpuYRplVRtFBOVXn4P8lckevB4wP4cHuHCOkKY72LmDn+Eryeqhr1Q3gP+Lr1xp1Uq5KlgwlaeBiBA4IkyWjEIoNOsAd75RLFfTRG9LvOlgJjM5svQAAABU/IonZjmlSAAHbAoA0AAAmkFcPscRn+wIAAAAABFla',
  zstd: 'KLUv/WQAGe0JAMIOMiEA0zzmz84ZAZ0KXN8ALtaFv7DD77eVK5o7NMr//3UoQgZd3r95fId/b92fHYl5hx+aCQ3DGYYL/pxxZw5ggiah02FncNGvQd+vDfdWios+b0JJ9A5usa4LhiOZ59de7gRTVaebiURPknI3ftzrQMDHz+DrDaSWSoz2PuQecm4xa65wfFnYtCSaBU+LWFAms0JwBUMaDM2KzMoVjmWOiQRXqHRbWUvRmj/tZc12SUolZ9viKCnp11a0OpU+TRWlVEo1qgqf8fUXKiDgaGQUJHYbqMUPqsujimYDrN4dZp3eADzA1Rk0Hf9XOYbqCmlvAJMMvKwbQLVj1MSOHZJeUQhKaeU6h4rmrzhWKhQAkfEw8QAEB7ccpeRoDlxoAmhgq0Y3nhMPEA4SoAAsAhjpACu9e9crRMB1bAJelzAyeg==',
};

export const compressedTree = {
  xz: Buffer.from(base64.xz, 'base64'),
  zstd: Buffer.from(base64.zstd, 'base64'),
} as const;
