import type {
  ResolvedClickstreamSource,
  ResolvedMysqlSource,
  ResolvedPostgresqlSource,
  ResolvedS3Source,
} from "../generated/resolved-spec";
import type { DatabaseSource, FileSource, StreamSource } from "../model/graph";
import { pointerTo } from "../source/pointer";
import { entriesByName } from "./link-context";

/** A database to take tables from. */
export function linkDatabaseSource(name: string, source: ResolvedPostgresqlSource | ResolvedMysqlSource): DatabaseSource {
  const { type, host, port, database, secret } = source;
  return { name, pointer: pointerTo("sources", name), engine: type, host, port, database, secret };
}

/** A bucket to take files from. */
export function linkFileSource(name: string, { bucket, prefix, format, kmsKey }: ResolvedS3Source): FileSource {
  return { name, pointer: pointerTo("sources", name), bucket, prefix, format, ...(kmsKey === undefined ? {} : { kmsKey }) };
}

/** An endpoint that events arrive at. */
export function linkStreamSource(name: string, { origins, columns }: ResolvedClickstreamSource): StreamSource {
  return {
    name,
    pointer: pointerTo("sources", name),
    origins,
    ...(columns ? { columns: entriesByName(columns).map(([column, type]) => ({ name: column, type })) } : {}),
  };
}
