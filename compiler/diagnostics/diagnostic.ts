import type { Span } from "../source/source-file";
import type { DiagnosticCode } from "./codes";

/** One problem of a spec, as data; printing is somebody else's. */
export interface Diagnostic {
  readonly code: DiagnosticCode;
  readonly severity: "error" | "warning";
  /** What is wrong and what to write instead, in the user's terms. */
  readonly message: string;
  /** Dotted path of the node in the spec, `ingestion.orders.to`; undefined where the text has no nodes (a syntax error). */
  readonly path?: string;
  readonly span: Span;
  /** The other end of a conflict, the declaration, the base that an override changed. */
  readonly related: readonly RelatedSpan[];
  readonly suggestions: readonly Suggestion[];
  /** Set when only this environment has the problem. */
  readonly environment?: string;
}

export interface RelatedSpan {
  readonly span: Span;
  readonly message: string;
}

/** Replace this span by that text. */
export interface Suggestion {
  readonly message: string;
  readonly span: Span;
  readonly replacement: string;
}

/** What a phase says of a problem; the rest has defaults. */
export interface Problem {
  readonly code: DiagnosticCode;
  readonly message: string;
  readonly span: Span;
  readonly severity?: "error" | "warning";
  readonly path?: string;
  readonly related?: readonly RelatedSpan[];
  readonly suggestions?: readonly Suggestion[];
}

/** Collects the problems of one compilation: a phase reports all that it finds, and the pipeline stops between phases. */
export class Diagnostics {
  readonly #all: Diagnostic[] = [];
  readonly #phases = new Map<Diagnostic, number>();
  #phase = 0;

  constructor(private readonly environment?: string) {}

  get all(): readonly Diagnostic[] {
    return this.#all;
  }

  report(problem: Problem): void {
    const diagnostic: Diagnostic = {
      severity: "error",
      related: [],
      suggestions: [],
      ...problem,
      ...(this.environment === undefined ? {} : { environment: this.environment }),
    };
    this.#all.push(diagnostic);
    this.#phases.set(diagnostic, this.#phase);
  }

  /** Whether the phase that found a diagnostic elsewhere came to be here: only then does it mean something that it is not found here. */
  hasReached(phase: number): boolean {
    return this.#phase >= phase;
  }

  /** The phase that found a diagnostic, counted from 0. */
  phaseOf(diagnostic: Diagnostic): number {
    return this.#phases.get(diagnostic) ?? 0;
  }

  get hasErrors(): boolean {
    return this.#all.some((diagnostic) => diagnostic.severity === "error");
  }

  /** @throws SpecError - When an error has been reported. */
  stopOnErrors(): void {
    if (this.hasErrors) throw new SpecError(this.#all);
    this.#phase++;
  }
}

/** The spec has problems: a user's error, to be printed without a stack. */
export class SpecError extends Error {
  constructor(readonly diagnostics: readonly Diagnostic[]) {
    const errors = diagnostics.filter((diagnostic) => diagnostic.severity === "error").length;
    super(`the spec has ${errors} ${errors === 1 ? "problem" : "problems"}`);
    this.name = "SpecError";
  }
}
