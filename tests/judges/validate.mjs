// Compiles a JSON Schema with Ajv and prints, for each document read from standard input, what is wrong with it.
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";

const [packages, schema] = process.argv.slice(2);
const require = createRequire(`${packages}/`);
const Ajv = require("ajv/dist/2020").default;
const ajv = new Ajv({ allErrors: true, strict: true, strictRequired: false, strictTypes: false, allowUnionTypes: true });
require("ajv-formats").default(ajv);
for (const word of ["enumDescriptions", "discriminator"]) ajv.addKeyword(word);
const validate = ajv.compile(JSON.parse(readFileSync(schema, "utf-8")));
const documents = JSON.parse(readFileSync(0, "utf-8"));
const say = (error) => `${error.instancePath} ${error.message}`;
console.log(JSON.stringify(documents.map((document) => (validate(document) ? [] : validate.errors.map(say)))));
