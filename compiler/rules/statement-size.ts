import type { LinkContext } from "../link/link-context";
import { maximumStatementBytes } from "../link/sql-file";
import type { LakeProgram, SpecPointer } from "../model/graph";
import { pointerTo } from "../source/pointer";
import type { Rule } from "./rule";

/** What the compiler makes of a select is as short as Athena takes it. */
export const statementsAreShort: Rule = ({ transforms }, context) => {
  for (const { pointer, lakeProgram } of transforms) {
    if (!lakeProgram) continue;
    for (const statement of statementsOf(lakeProgram)) checkLength(context, pointer + pointerTo("sql"), statement);
    if (lakeProgram.checksQuery !== undefined) checkLength(context, pointer + pointerTo("checks"), lakeProgram.checksQuery);
  }
};

function statementsOf(program: LakeProgram): readonly string[] {
  switch (program.kind) {
    case "table":
      return [program.createTable];
    case "view":
      return [program.createView];
    case "incremental":
      return [program.createTable, program.mergeHead];
  }
}

function checkLength(context: LinkContext, pointer: SpecPointer, statement: string): void {
  const bytes = Buffer.byteLength(statement);
  if (bytes <= maximumStatementBytes) return;
  const message = `This becomes a statement of ${bytes.toLocaleString("en")} bytes, and Athena takes ${maximumStatementBytes.toLocaleString("en")} at most: make it several transforms, or have fewer checks.`;
  context.report({ code: "statement-too-long", pointer, message });
}
