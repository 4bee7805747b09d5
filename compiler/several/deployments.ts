import { Diagnostics } from "../diagnostics/diagnostic";
import type { NamedStack } from "../model/names";
import { parseSpec } from "../parse/parse-spec";
import type { SpecDocument } from "../parse/spec-document";
import { isMap, ownValue } from "../schema/language";
import type { SourceFile } from "../source/source-file";

/** A spec as far as it says which stacks it is, whatever else is wrong in it. */
export interface DeclaredSpec {
  readonly document: SpecDocument;
  /** One for each environment whose account and region are there. */
  readonly stacks: readonly NamedStack[];
  /** Whether its warehouse is a server that other stacks may use. */
  readonly sharesServer: boolean;
}

/** Reads which stacks a text declares; none when it is no YAML. */
export function readDeclaredSpec(file: SourceFile): DeclaredSpec {
  const document = parseSpec(file, new Diagnostics());
  const { value } = document;
  const name = textAt(value, "name");
  const environments = childOf(value, "environments");
  const stacks =
    name === undefined || !isMap(environments)
      ? []
      : Object.entries(environments).flatMap(([environment, settings]): readonly NamedStack[] => {
          const [account, region] = [textAt(settings, "account"), textAt(settings, "region")];
          return account === undefined || region === undefined ? [] : [{ stack: name, environment, account, region }];
        });
  return { document, stacks, sharesServer: textAt(childOf(value, "warehouse"), "engine") === "postgresql" };
}

function childOf(value: unknown, key: string): unknown {
  return isMap(value) ? ownValue(value, key) : undefined;
}

function textAt(value: unknown, key: string): string | undefined {
  const child = childOf(value, key);
  return typeof child === "string" ? child : undefined;
}
