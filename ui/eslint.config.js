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

const LETTERS = "/\\p{L}/u";
const SPOKEN = "/^(?:aria-label|aria-description|aria-roledescription|aria-valuetext|title|placeholder|alt|label|hint)$/";
const literal = `:matches(Literal[value=${LETTERS}], TemplateElement[value.raw=${LETTERS}])`;
/** What an expression comes to: itself, or an arm of its choice. */
const CHOICES = ["", "> ConditionalExpression ", "> LogicalExpression ", "> ConditionalExpression > ConditionalExpression "];
const drawn = (where) => CHOICES.flatMap((choice) => [`${where} ${choice}> Literal[value=${LETTERS}]`, `${where} ${choice}> TemplateLiteral > TemplateElement[value.raw=${LETTERS}]`]);

/** Every sentence that is shown or spoken stands in a file of words. */
const noWords = [
  `JSXText[value=${LETTERS}]`,
  ...drawn(":matches(JSXElement, JSXFragment) > JSXExpressionContainer"),
  `JSXAttribute[name.name=${SPOKEN}] > Literal[value=${LETTERS}]`,
  ...drawn(`JSXAttribute[name.name=${SPOKEN}] > JSXExpressionContainer`),
  `CallExpression[callee.name=/^(?:tell|tellProblem|announce)$/] > ${literal}`,
  `CallExpression[callee.name=/^(?:tell|tellProblem|announce)$/] > TemplateLiteral > ${literal}`,
  `CallExpression[callee.name="useActions"] Property[key.name="title"] > ${literal}`,
].map((selector) => ({ selector, message: "what is shown or spoken stands in a words file" }));

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
  {
    files: ["src/**/*.{ts,tsx}"],
    ignores: ["src/**/*.test.{ts,tsx}", "src/testing/**", "src/api/**"],
    rules: { "no-restricted-syntax": ["error", ...noHtml, ...noWords] },
  },
  ...layerRules,
  {
    files: ["src/api/transport/tauri.ts"],
    rules: { "no-restricted-imports": "off" },
  },
);
