import type { OutgoingHttpHeaders } from "node:http";

/** Headers of an answer that API Gateway makes by itself: with several origins it knows no template that could choose one. */
export function gatewayHeaders(origins: readonly string[]): OutgoingHttpHeaders {
  if (origins.includes("*")) return { "Access-Control-Allow-Origin": "*" };
  const vary = { "Access-Control-Allow-Credentials": "true", Vary: "Origin" };
  return origins.length === 1 ? { "Access-Control-Allow-Origin": origins[0], ...vary } : vary;
}

/**
 * Headers of an answer to an event: with several origins it names that of the page that asks, when it is one of them.
 *
 * @param origin - Of the page; undefined for what is no page.
 */
export function answerHeaders(origins: readonly string[], origin: string | undefined): OutgoingHttpHeaders {
  const isChosen = origins.length > 1 && !origins.includes("*") && origin !== undefined && origins.includes(origin);
  return { ...gatewayHeaders(origins), ...(isChosen ? { "Access-Control-Allow-Origin": origin } : {}) };
}

/** Headers of the answer to a browser that asks whether a page may post. */
export function preflightHeaders(origins: readonly string[], origin: string | undefined): OutgoingHttpHeaders {
  return {
    ...answerHeaders(origins, origin),
    "Access-Control-Allow-Methods": "OPTIONS,POST",
    "Access-Control-Allow-Headers": "Content-Type",
    "Access-Control-Max-Age": "86400",
  };
}
