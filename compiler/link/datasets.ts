import { quote } from "../diagnostics/quote";
import type { Container, Dataset, NodeId, SpecPointer } from "../model/graph";
import { nameLimits, sqlName } from "../model/names";
import { dottedPath } from "../source/pointer";
import type { Span } from "../source/source-file";
import { compareNames, type LinkContext } from "./link-context";
import { containerId, type References } from "./references";

/** A dataset that somebody makes. */
export interface DatasetDeclaration {
  readonly container: Container;
  readonly name: string;
  readonly producer: NodeId;
  readonly pointer: SpecPointer;
  /** Where its name stands, when that is not the node's key. */
  readonly namePointer?: SpecPointer;
  readonly streaming?: boolean;
  readonly queryable?: boolean;
}

/** All datasets of the stack, each with its one producer. */
export class DatasetCatalog {
  readonly #byTable = new Map<string, NamedDataset>();

  constructor(
    private readonly context: LinkContext,
    private readonly references: References,
  ) {}

  get all(): readonly Dataset[] {
    return [...this.#byTable.values()].map(({ dataset }) => dataset).sort((left, right) => compareNames(left.id, right.id));
  }

  /** The dataset; undefined when its name cannot be one or is taken, which is reported. */
  declare({
    container,
    name,
    producer,
    pointer,
    namePointer,
    streaming = false,
    queryable = true,
  }: DatasetDeclaration): Dataset | undefined {
    const dataset: Dataset = {
      id: `${containerId(container)}.${name}`,
      container,
      table: sqlName(name),
      producer,
      pointer,
      streaming,
      queryable,
      grants: [],
    };
    if (!this.isName(name, pointer, namePointer) || !this.isFree({ dataset, pointer: namePointer ?? pointer })) {
      this.references.withhold(name);
      return undefined;
    }
    this.#byTable.set(tableKey(dataset), { dataset, pointer: namePointer ?? pointer });
    this.references.addDataset(dataset);
    return dataset;
  }

  private isName(name: string, pointer: SpecPointer, namePointer: SpecPointer | undefined): boolean {
    const isTooLong = name.length > nameLimits.databaseIdentifier;
    if (!isTooLong && /^[A-Za-z][A-Za-z0-9_-]*$/.test(name)) return true;
    const reason = isTooLong
      ? `longer than ${nameLimits.databaseIdentifier} characters, the most that the engines take`
      : "not made of letters, digits, hyphens and underscores after a letter";
    this.context.report({
      code: "invalid-name",
      pointer,
      span: namePointer === undefined ? this.context.keySpan(pointer) : this.context.stack.locate(namePointer),
      message:
        name === "*"
          ? `${quote(name)} is no table: there are no wildcards. Name each table.`
          : `${quote(name)} cannot be the name of a dataset: it is ${reason}. Give it another one with as: <name>.`,
    });
    return false;
  }

  private isFree(named: NamedDataset): boolean {
    const known = this.#byTable.get(tableKey(named.dataset));
    if (!known) return true;
    const [{ dataset, pointer }, other] = this.context.blamedFirst(named, known);
    const isSame = other.dataset.id === dataset.id;
    this.context.report({
      code: isSame ? "duplicate-dataset" : "name-collision",
      pointer: dataset.pointer,
      span: this.nameSpan({ dataset, pointer }),
      message: isSame
        ? `${dottedPath(dataset.pointer)} and ${dottedPath(other.dataset.pointer)} both make ${dataset.id}: a dataset has one producer. ${advice(dataset)}`
        : `${dataset.id} and ${other.dataset.id} would both be the table ${quote(dataset.table)}: names there know neither capitals nor hyphens. ${advice(dataset)}`,
      related: [{ span: this.nameSpan(other), message: isSame ? "the other producer" : "the other dataset" }],
    });
    return false;
  }

  private nameSpan({ dataset, pointer }: NamedDataset): Span {
    return pointer === dataset.pointer ? this.context.keySpan(pointer) : this.context.stack.locate(pointer);
  }
}

/** A dataset and where its name stands. */
interface NamedDataset {
  readonly dataset: Dataset;
  readonly pointer: SpecPointer;
}

function tableKey({ container, table }: Dataset): string {
  return `${container.store}.${sqlName(container.name)}.${table}`;
}

function advice({ pointer }: Dataset): string {
  return pointer.includes("/tables/") ? "Give one of them another name with as: <name>." : "Rename one of them, or send it elsewhere.";
}
