import reactHooks from "eslint-plugin-react-hooks";
import tseslint from "typescript-eslint";

/**
 * Imports go one way: lib ← api ← state ← components/parts ← features ← app. A layer lists what it must not name;
 * features do not name each other.
 */
const layers = {
  lib: ["api", "state", "components", "parts", "features", "app"],
  api: ["state", "components", "parts", "features", "app"],
  components: ["api", "state", "parts", "features", "app"],
  state: ["components", "parts", "features", "app"],
  parts: ["features", "app"],
  features: ["app"],
};

const layerRules = Object.entries(layers).map(([layer, forbidden]) => ({
  files: [`src/${layer}/**/*.{ts,tsx}`],
  ignores: ["src/**/*.test.{ts,tsx}"],
  rules: {
    "no-restricted-imports": [
      "error",
      {
        patterns: [
          {
            group: forbidden.map((name) => `**/${name}/**`),
            message: `${layer} may not import from ${forbidden.join(", ")}`,
          },
          { group: ["@tauri-apps/*"], message: "only api/transport/tauri.ts speaks to the window" },
          // A feature reaches its own files with "./"; everything through "../" must leave the features folder.
          ...(layer === "features"
            ? [{ regex: "^\\.\\./[^.]", message: "features do not import each other" }]
            : []),
        ],
      },
    ],
  },
}));

const noHtml = [
  "innerHTML",
  "outerHTML",
  "insertAdjacentHTML",
  "dangerouslySetInnerHTML",
].map((name) => ({
  selector: `:matches(MemberExpression[property.name="${name}"], JSXAttribute[name.name="${name}"])`,
  message: "words of other people are text nodes, never markup",
}));

export default tseslint.config(
  { ignores: ["dist", "coverage", "test-results", "src/api/schema.gen.ts"] },
  ...tseslint.configs.strict,
  {
    files: ["**/*.{ts,tsx}"],
    plugins: { "react-hooks": reactHooks },
    rules: {
      ...reactHooks.configs.recommended.rules,
      "@typescript-eslint/no-non-null-assertion": "error",
      "@typescript-eslint/consistent-type-imports": "error",
      "no-eval": "error",
      "no-new-func": "error",
      "no-implied-eval": "error",
      "no-restricted-syntax": ["error", ...noHtml],
      eqeqeq: "error",
      "no-console": "error",
    },
  },
  ...layerRules,
  {
    files: ["src/api/transport/tauri.ts"],
    rules: { "no-restricted-imports": "off" },
  },
);
