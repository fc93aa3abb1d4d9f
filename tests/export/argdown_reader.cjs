// Parses an Argdown file with the reference parser and prints what it understood, as JSON.
const fs = require("node:fs");
const { ArgdownApplication, DataPlugin, ModelPlugin, ParserPlugin } = require("@argdown/core");

const app = new ArgdownApplication();
app.addPlugin(new ParserPlugin(), "parse-input");
app.addPlugin(new DataPlugin(), "build-model");
app.addPlugin(new ModelPlugin(), "build-model");
const response = app.run({
  input: fs.readFileSync(process.argv[2], "utf8"),
  process: ["parse-input", "build-model"],
});

const element = ({ title, tags, data, members, section }) => ({
  title,
  tags: tags ?? [],
  data: data ?? {},
  text: (members.find(({ text }) => text)?.text ?? "").trim(),
  section: section?.data?.id ?? "",
});
const heading = ({ title, level, tags, data, children }) => [
  { title: title.trim(), level, tags: tags ?? [], data: data ?? {} },
  ...children.flatMap(heading),
];
console.log(
  JSON.stringify({
    errors: [...(response.lexerErrors ?? []), ...(response.parserErrors ?? [])].map((e) => e.message),
    frontMatter: response.frontMatter,
    headings: response.sections.flatMap(heading),
    statements: Object.values(response.statements).map(element),
    arguments: Object.values(response.arguments).map(element),
    relations: response.relations.map(({ relationType, from, to }) => [
      relationType,
      from.title,
      to.title,
    ]),
  }),
);
