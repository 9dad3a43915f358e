/** Types and texts of the console's documents (src/**\/*.graphql), from the server's own schema. Its output is committed. */
import type { CodegenConfig } from '@graphql-codegen/cli';
import { addTypenameSelectionDocumentTransform } from '@graphql-codegen/client-preset';

/** All that goes to one folder. */
const into = (documents: string[]) => ({
  documents,
  preset: 'client' as const,
  documentTransforms: [addTypenameSelectionDocumentTransform],
  presetConfig: {
    fragmentMasking: false,
    persistedDocuments: { mode: 'embedHashInDocument', hashAlgorithm: 'sha256', hashPropertyName: 'documentId' },
  },
  config: {
    documentMode: 'string',
    enumsAsTypes: true,
    strictScalars: true,
    useTypeImports: true,
    scalars: { Credits: 'string', SignedCredits: 'string', DateTime: 'string', Uint64: 'string' },
  },
});

/** One file is one part of the page: what few people open has its texts in a folder of its own, outside the first load. */
const APART = 'src/pages/policy/*.graphql';

const config: CodegenConfig = {
  schema: '../schema/schema.graphql',
  generates: {
    'src/gql/': into(['src/**/*.graphql', `!${APART}`]),
    'src/gql/policy/': into([APART]),
  },
};

export default config;
