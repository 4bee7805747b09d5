import type { StackContext } from "../../shared/context";
import type { DeclaredColumn } from "./event-columns";
import { acceptedTemplate, allowOriginTemplate, recordTemplate, refusedTemplate } from "./event-templates";

export interface EventApiScope {
  readonly apiName: string;
  /** Physical name of the delivery stream. */
  readonly deliveryStream: string;
  /** ARN of the role that the API records events as. */
  readonly roleArn: string;
  /** Origins whose pages may post events; `*` for any. */
  readonly origins: readonly string[];
  readonly columns?: readonly DeclaredColumn[];
}

/** Path of the endpoint below its stage. */
export const eventsPath = "/events";

/**
 * The endpoint as an OpenAPI document with Amazon's extensions (Amazon API Gateway Developer Guide, "OpenAPI extensions for API Gateway").
 *
 * `POST /events` takes one JSON object and records it; `OPTIONS /events` tells browsers which pages may. What is no JSON object is refused with 400
 * before anything is recorded, another content type with 415, more than 10 MB with 413, too many requests with 429.
 */
export function eventApi(context: StackContext, scope: EventApiScope): Record<string, unknown> {
  return {
    openapi: "3.0.1",
    info: { title: scope.apiName, version: "1" },
    components: { schemas: { Event: { type: "object" } } },
    paths: { [eventsPath]: { post: postEvent(context, scope), options: preflight(scope.origins) } },
    "x-amazon-apigateway-request-validators": { body: { validateRequestBody: true, validateRequestParameters: false } },
    "x-amazon-apigateway-gateway-responses": {
      DEFAULT_4XX: { responseParameters: corsHeaders("gatewayresponse", scope.origins) },
      DEFAULT_5XX: { responseParameters: corsHeaders("gatewayresponse", scope.origins) },
    },
  };
}

function postEvent(context: StackContext, scope: EventApiScope) {
  const { origins } = scope;
  const responseParameters = corsHeaders("method.response", origins);
  return {
    operationId: "postEvent",
    requestBody: { required: true, content: { "application/json": { schema: { $ref: "#/components/schemas/Event" } } } },
    responses: Object.fromEntries(
      Object.entries({
        200: "The event is recorded",
        413: "The event is too large",
        500: "The event could not be recorded",
        503: "Too many events",
      }).map(([status, description]) => [status, { description, headers: declaredHeaders(origins) }]),
    ),
    "x-amazon-apigateway-request-validator": "body",
    "x-amazon-apigateway-integration": {
      type: "aws",
      httpMethod: "POST",
      uri: `arn:${context.partition}:apigateway:${context.region}:firehose:action/PutRecord`,
      credentials: scope.roleArn,
      passthroughBehavior: "never",
      requestTemplates: { "application/json": recordTemplate(scope.deliveryStream, scope.columns) },
      responses: {
        "2\\d{2}": { statusCode: "200", responseParameters, responseTemplates: withOrigin(origins, acceptedTemplate) },
        default: { statusCode: "500", responseParameters, responseTemplates: withOrigin(origins, refusedTemplate) },
      },
    },
  };
}

function preflight(origins: readonly string[]) {
  const headers = {
    "Access-Control-Allow-Methods": "OPTIONS,POST",
    "Access-Control-Allow-Headers": "Content-Type",
    "Access-Control-Max-Age": "86400",
  };
  return {
    operationId: "preflight",
    responses: { 204: { description: "Which pages may post events", headers: declaredHeaders(origins, Object.keys(headers)) } },
    "x-amazon-apigateway-integration": {
      type: "mock",
      passthroughBehavior: "never",
      requestTemplates: { "application/json": '{"statusCode":204}' },
      responses: {
        default: {
          statusCode: "204",
          responseParameters: {
            ...corsHeaders("method.response", origins),
            ...Object.fromEntries(Object.entries(headers).map(([name, value]) => [`method.response.header.${name}`, `'${value}'`])),
          },
          responseTemplates: withOrigin(origins, ""),
        },
      },
    },
  };
}

/**
 * Headers that let pages read an answer. An answer names one origin: with several, the templates choose it, and the answers that API Gateway gives by
 * itself, which know no templates, name none. Browsers ask for the credentials header when a page sends an event as it closes (`sendBeacon`); the
 * endpoint reads no cookies, and with `*` the header is not allowed.
 */
function corsHeaders(place: "method.response" | "gatewayresponse", origins: readonly string[]): Record<string, string> {
  const header = (name: string): string => `${place}.header.${name}`;
  const [origin, ...others] = origins;
  if (origins.includes("*")) return { [header("Access-Control-Allow-Origin")]: "'*'" };
  const vary = { [header("Access-Control-Allow-Credentials")]: "'true'", [header("Vary")]: "'Origin'" };
  return others.length === 0 ? { [header("Access-Control-Allow-Origin")]: `'${origin}'`, ...vary } : vary;
}

/** The headers that an answer may have, as a method declares them. */
function declaredHeaders(origins: readonly string[], others: readonly string[] = []): Record<string, unknown> {
  const names = ["Access-Control-Allow-Origin", ...(origins.includes("*") ? [] : ["Access-Control-Allow-Credentials", "Vary"]), ...others];
  return Object.fromEntries(names.map((name) => [name, { schema: { type: "string" } }]));
}

function withOrigin(origins: readonly string[], template: string): Record<string, string> {
  const choosesOrigin = origins.length > 1 && !origins.includes("*");
  return { "application/json": choosesOrigin ? allowOriginTemplate(origins) + template : template };
}

/** Address to which pages post events. */
export function endpointUrl({ region, partition }: StackContext, apiId: string, stage: string): string {
  const domain = partition === "aws-cn" ? "amazonaws.com.cn" : "amazonaws.com";
  return `https://${apiId}.execute-api.${region}.${domain}/${stage}${eventsPath}`;
}
