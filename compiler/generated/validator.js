// Generated from specs/schema by `npm run gen`.
"use strict";
var __defProp = Object.defineProperty;
var __getOwnPropDesc = Object.getOwnPropertyDescriptor;
var __getOwnPropNames = Object.getOwnPropertyNames;
var __hasOwnProp = Object.prototype.hasOwnProperty;
var __commonJS = (cb, mod) => function() {
  try {
    return mod || (0, cb[__getOwnPropNames(cb)[0]])((mod = { exports: {} }).exports, mod), mod.exports;
  } catch (e) {
    throw mod = 0, e;
  }
};
var __export = (target, all) => {
  for (var name in all)
    __defProp(target, name, { get: all[name], enumerable: !0 });
}, __copyProps = (to, from, except, desc) => {
  if (from && typeof from == "object" || typeof from == "function")
    for (let key of __getOwnPropNames(from))
      !__hasOwnProp.call(to, key) && key !== except && __defProp(to, key, { get: () => from[key], enumerable: !(desc = __getOwnPropDesc(from, key)) || desc.enumerable });
  return to;
};
var __toCommonJS = (mod) => __copyProps(__defProp({}, "__esModule", { value: !0 }), mod);

// node_modules/ajv/dist/runtime/ucs2length.js
var require_ucs2length = __commonJS({
  "node_modules/ajv/dist/runtime/ucs2length.js"(exports2) {
    "use strict";
    Object.defineProperty(exports2, "__esModule", { value: !0 });
    function ucs2length(str) {
      let len = str.length, length = 0, pos = 0, value;
      for (; pos < len; )
        length++, value = str.charCodeAt(pos++), value >= 55296 && value <= 56319 && pos < len && (value = str.charCodeAt(pos), (value & 64512) === 56320 && pos++);
      return length;
    }
    exports2.default = ucs2length;
    ucs2length.code = 'require("ajv/dist/runtime/ucs2length").default';
  }
});

// <stdin>
var stdin_exports = {};
__export(stdin_exports, {
  default: () => stdin_default,
  validate: () => validate
});
module.exports = __toCommonJS(stdin_exports);
var validate = validate52, stdin_default = validate52, schema19 = { $schema: "https://json-schema.org/draft/2020-12/schema", $id: "urn:datastack:schema:v1", type: "object", required: ["apiVersion", "name", "owner", "environments"], additionalProperties: !1, properties: { apiVersion: { const: "datastack/v1", type: "string" }, name: { type: "string", minLength: 2, maxLength: 20, pattern: "^[a-z](-?[a-z0-9])*$" }, owner: { type: "string", minLength: 1, maxLength: 200, pattern: "^[A-Za-z0-9 _.:/=+@-]+$" }, description: { type: "string", maxLength: 500 }, tags: { type: "object", maxProperties: 45, propertyNames: { pattern: "^(?![aA][wW][sS]:)(?!datastack:)[A-Za-z0-9 _.:/=+@-]{1,128}$" }, additionalProperties: { type: "string", minLength: 1, maxLength: 256, pattern: "^[A-Za-z0-9 _.:/=+@-]*$" } }, environments: { type: "object", minProperties: 1, propertyNames: { maxLength: 12, pattern: "^[a-z](-?[a-z0-9])*$" }, additionalProperties: { $ref: "#/$defs/environment" } }, vars: { type: "object", propertyNames: { pattern: "^[a-z][a-z0-9_-]*$", maxLength: 40 }, additionalProperties: { type: ["string", "number", "boolean"] } }, network: { $ref: "#/$defs/network" }, lake: { $ref: "#/$defs/lake" }, warehouse: { $ref: "#/$defs/warehouse" }, sources: { type: "object", propertyNames: { pattern: "^[a-z][a-z0-9_-]*$", maxLength: 40 }, additionalProperties: { $ref: "#/$defs/source" } }, ingestion: { type: "object", propertyNames: { pattern: "^[a-z][a-z0-9_-]*$", maxLength: 40 }, additionalProperties: { $ref: "#/$defs/ingestion" } }, transforms: { type: "object", propertyNames: { pattern: "^[a-z][a-z0-9_-]*$", maxLength: 40 }, additionalProperties: { $ref: "#/$defs/transform" } }, access: { type: "object", propertyNames: { pattern: "^[a-z][a-z0-9_-]*$", maxLength: 40 }, additionalProperties: { $ref: "#/$defs/access" } }, alerts: { $ref: "#/$defs/alerts" } }, $defs: { access: { type: "object", required: ["members"], additionalProperties: !1, properties: { description: { type: "string", maxLength: 200 }, members: { type: "array", minItems: 1, uniqueItems: !0, items: { type: "string", pattern: "^(sso:[A-Za-z0-9+=,.@_-]{1,32}|arn:aws[a-z-]*:iam::[0-9]{12}:role/([A-Za-z0-9+=,.@_-]+/)*[A-Za-z0-9+=,.@_-]{1,64})$" } }, read: { type: "array", uniqueItems: !0, items: { type: "string", minLength: 1 } }, write: { type: "array", uniqueItems: !0, items: { type: "string", minLength: 1 } }, admin: { type: "array", uniqueItems: !0, items: { type: "string", minLength: 1 } }, movedFrom: { type: "string", pattern: "^[a-z][a-z0-9_-]*$" } } }, alerts: { type: "object", additionalProperties: !1, properties: { email: { type: "array", uniqueItems: !0, items: { type: "string", pattern: "^[^@\\s]+@[^@\\s.]+(\\.[^@\\s.]+)+$" } }, freshness: { type: "object", additionalProperties: { type: "string", pattern: "^[1-9][0-9]{0,4} (minute|hour|day)s?$" } } } }, "aurora-postgresql-warehouse": { type: "object", required: ["engine"], additionalProperties: !1, properties: { engine: { type: "string", const: "aurora-postgresql" }, capacity: { type: "object", additionalProperties: !1, properties: { min: { type: "number", minimum: 0, maximum: 256, multipleOf: 0.5 }, max: { type: "number", minimum: 1, maximum: 256, multipleOf: 0.5 } } }, schemas: { type: "array", minItems: 1, uniqueItems: !0, items: { type: "string", pattern: "^[a-z][a-z0-9_-]*$", maxLength: 63 } } } }, check: { type: "object", minProperties: 1, maxProperties: 1, additionalProperties: !1, properties: { not_null: { type: "array", minItems: 1, uniqueItems: !0, items: { type: "string", minLength: 1, maxLength: 128 } }, unique: { type: "array", minItems: 1, uniqueItems: !0, items: { type: "string", minLength: 1, maxLength: 128 } }, accepted_values: { type: "object", minProperties: 1, additionalProperties: { type: "array", minItems: 1, items: { type: ["string", "number", "boolean"] } } }, relationships: { type: "object", minProperties: 1, additionalProperties: { type: "string", minLength: 1 } }, sql: { type: "string", minLength: 1 } } }, "clickstream-source": { type: "object", required: ["type"], additionalProperties: !1, properties: { type: { type: "string", const: "clickstream" }, description: { type: "string", maxLength: 200 }, origins: { type: "array", minItems: 1, uniqueItems: !0, items: { type: "string", pattern: "^(\\*|https?://[A-Za-z0-9.-]+(:[0-9]{1,5})?)$" } }, columns: { type: "object", minProperties: 1, propertyNames: { pattern: "^[a-z_][a-z0-9_]*$", maxLength: 128 }, additionalProperties: { type: "string", enum: ["string", "integer", "bigint", "double", "boolean", "date", "timestamp"] } }, movedFrom: { type: "string", pattern: "^[a-z][a-z0-9_-]*$" } } }, environment: { type: "object", required: ["account", "region"], additionalProperties: !1, properties: { account: { type: "string", pattern: "^[0-9]{12}$" }, region: { type: "string", pattern: "^[a-z]{2}(-[a-z]+)+-[0-9][a-z0-9]{0,3}$" }, protected: { type: "boolean" }, overrides: { type: "object" } } }, ingestion: { type: "object", required: ["from", "to"], additionalProperties: !1, properties: { description: { type: "string", maxLength: 200 }, from: { type: "string", minLength: 1 }, to: { type: "string", minLength: 1 }, tables: { type: "object", minProperties: 1, propertyNames: { minLength: 1, maxLength: 200 }, additionalProperties: { $ref: "#/$defs/table" } }, schedule: { $ref: "#/$defs/schedule" }, movedFrom: { type: "string", pattern: "^[a-z][a-z0-9_-]*$" } } }, lake: { type: "object", required: ["zones"], additionalProperties: !1, properties: { zones: { type: "object", minProperties: 1, propertyNames: { pattern: "^[a-z][a-z0-9_-]*$", maxLength: 40 }, additionalProperties: { $ref: "#/$defs/zone" } }, encryption: { type: "string", enum: ["kms", "s3"] }, accessLogs: { type: "boolean" }, scanLimit: { type: "string", pattern: "^[1-9][0-9]{0,4} (MB|GB|TB)$" } } }, "mysql-source": { type: "object", required: ["type", "host", "database", "secret"], additionalProperties: !1, properties: { type: { type: "string", const: "mysql" }, description: { type: "string", maxLength: 200 }, host: { type: "string", pattern: "^[A-Za-z0-9]([A-Za-z0-9.-]{0,251}[A-Za-z0-9])?$" }, port: { type: "integer", minimum: 1, maximum: 65535 }, database: { type: "string", minLength: 1, maxLength: 63, pattern: "^[^\\s\"'\\\\/?&;`$%{}]+$" }, secret: { type: "string", pattern: "^[A-Za-z0-9/_+=.@-]{1,512}$" }, movedFrom: { type: "string", pattern: "^[a-z][a-z0-9_-]*$" } } }, network: { type: "object", additionalProperties: !1, properties: { vpc: { type: "string", pattern: "^vpc-([0-9a-f]{8}|[0-9a-f]{17})$" }, subnets: { type: "array", minItems: 2, maxItems: 20, uniqueItems: !0, items: { type: "string", pattern: "^subnet-([0-9a-f]{8}|[0-9a-f]{17})$" } }, egress: { type: "string", enum: ["endpoints", "internet"] }, cidr: { type: "string", pattern: "^(10|172|192)\\.[0-9]{1,3}\\.[0-9]{1,3}\\.0/(16|17|18|19|20|21|22|23)$" }, zones: { type: "array", minItems: 2, maxItems: 3, uniqueItems: !0, items: { type: "string", pattern: "^[a-f]$" } } } }, "postgresql-source": { type: "object", required: ["type", "host", "database", "secret"], additionalProperties: !1, properties: { type: { type: "string", const: "postgresql" }, description: { type: "string", maxLength: 200 }, host: { type: "string", pattern: "^[A-Za-z0-9]([A-Za-z0-9.-]{0,251}[A-Za-z0-9])?$" }, port: { type: "integer", minimum: 1, maximum: 65535 }, database: { type: "string", minLength: 1, maxLength: 63, pattern: "^[^\\s\"'\\\\/?&;`$%{}]+$" }, secret: { type: "string", pattern: "^[A-Za-z0-9/_+=.@-]{1,512}$" }, movedFrom: { type: "string", pattern: "^[a-z][a-z0-9_-]*$" } } }, "postgresql-warehouse": { type: "object", required: ["engine", "host", "database", "secret"], additionalProperties: !1, properties: { engine: { type: "string", const: "postgresql" }, host: { type: "string", pattern: "^[A-Za-z0-9]([A-Za-z0-9.-]{0,251}[A-Za-z0-9])?$" }, port: { type: "integer", minimum: 1, maximum: 65535 }, database: { type: "string", minLength: 1, maxLength: 63, pattern: "^[^\\s\"'\\\\/?&;`$%{}]+$" }, secret: { type: "string", pattern: "^[A-Za-z0-9/_+=.@-]{1,512}$" }, schemas: { type: "array", minItems: 1, uniqueItems: !0, items: { type: "string", pattern: "^[a-z][a-z0-9_-]*$", maxLength: 63 } } } }, "s3-source": { type: "object", required: ["type", "bucket"], additionalProperties: !1, properties: { type: { type: "string", const: "s3" }, description: { type: "string", maxLength: 200 }, bucket: { type: "string", pattern: "^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$" }, prefix: { type: "string", maxLength: 900, pattern: "^[A-Za-z0-9!_.()/=-]*$" }, format: { type: "string", enum: ["csv", "json", "parquet", "objects"] }, kmsKey: { type: "string", pattern: "^arn:aws[a-z-]*:kms:[a-z0-9-]+:[0-9]{12}:key/(mrk-)?[0-9a-f-]+$" }, movedFrom: { type: "string", pattern: "^[a-z][a-z0-9_-]*$" } } }, schedule: { type: "object", minProperties: 1, additionalProperties: !1, properties: { every: { type: "string", pattern: "^[0-9]+ (minute|hour|day)s?$" }, cron: { type: "string", minLength: 1, maxLength: 200 }, timezone: { type: "string", minLength: 1 }, on: { type: "string", enum: ["arrival"] } } }, source: { type: "object", discriminator: { propertyName: "type" }, oneOf: [{ $ref: "#/$defs/clickstream-source" }, { $ref: "#/$defs/mysql-source" }, { $ref: "#/$defs/postgresql-source" }, { $ref: "#/$defs/s3-source" }] }, table: { type: "object", additionalProperties: !1, properties: { cursor: { type: "string", minLength: 1, maxLength: 128 }, key: { type: "array", minItems: 1, uniqueItems: !0, items: { type: "string", minLength: 1, maxLength: 128 } }, as: { type: "string", pattern: "^[a-z][a-z0-9_-]*$", maxLength: 63 } } }, transform: { type: "object", required: ["sql", "to"], additionalProperties: !1, properties: { description: { type: "string", maxLength: 200 }, sql: { type: "string", minLength: 1 }, to: { type: "string", minLength: 1 }, materialize: { oneOf: [{ type: "string", enum: ["table", "view"] }, { type: "object", required: ["incremental"], additionalProperties: !1, properties: { incremental: { type: "array", minItems: 1, uniqueItems: !0, items: { type: "string", minLength: 1, maxLength: 128 } } } }] }, checks: { type: "array", items: { $ref: "#/$defs/check" } }, schedule: { $ref: "#/$defs/schedule" }, movedFrom: { type: "string", pattern: "^[a-z][a-z0-9_-]*$" } } }, warehouse: { type: "object", discriminator: { propertyName: "engine" }, oneOf: [{ $ref: "#/$defs/aurora-postgresql-warehouse" }, { $ref: "#/$defs/postgresql-warehouse" }] }, zone: { type: "object", additionalProperties: !1, properties: { description: { type: "string", maxLength: 200 }, format: { type: "string", enum: ["parquet", "iceberg"] }, retention: { type: "string", pattern: "^[1-9][0-9]{0,4} (day|week|year)s?$" }, archive: { type: "string", pattern: "^[1-9][0-9]{0,4} (day|week|year)s?$" }, snapshots: { type: "string", pattern: "^[1-9][0-9]{0,4} (day|week|year)s?$" }, versioning: { type: "boolean" }, movedFrom: { type: "string", pattern: "^[a-z][a-z0-9_-]*$" } } } } }, func1 = Object.prototype.hasOwnProperty, func2 = require_ucs2length().default, pattern3 = new RegExp("^[a-z](-?[a-z0-9])*$", "u"), pattern4 = new RegExp("^[A-Za-z0-9 _.:/=+@-]+$", "u"), pattern5 = new RegExp("^(?![aA][wW][sS]:)(?!datastack:)[A-Za-z0-9 _.:/=+@-]{1,128}$", "u"), pattern6 = new RegExp("^[A-Za-z0-9 _.:/=+@-]*$", "u"), pattern10 = new RegExp("^[a-z][a-z0-9_-]*$", "u");
var pattern8 = new RegExp("^[0-9]{12}$", "u"), pattern9 = new RegExp("^[a-z]{2}(-[a-z]+)+-[0-9][a-z0-9]{0,3}$", "u");
function validate53(data, { instancePath = "", parentData, parentDataProperty, rootData = data, dynamicAnchors = {} } = {}) {
  let vErrors = null, errors = 0, evaluated0 = validate53.evaluated;
  if (evaluated0.dynamicProps && (evaluated0.props = void 0), evaluated0.dynamicItems && (evaluated0.items = void 0), data && typeof data == "object" && !Array.isArray(data)) {
    if (data.account === void 0) {
      let err0 = { instancePath, schemaPath: "#/required", keyword: "required", params: { missingProperty: "account" } };
      vErrors === null ? vErrors = [err0] : vErrors.push(err0), errors++;
    }
    if (data.region === void 0) {
      let err1 = { instancePath, schemaPath: "#/required", keyword: "required", params: { missingProperty: "region" } };
      vErrors === null ? vErrors = [err1] : vErrors.push(err1), errors++;
    }
    for (let key0 in data)
      if (!(key0 === "account" || key0 === "region" || key0 === "protected" || key0 === "overrides")) {
        let err2 = { instancePath, schemaPath: "#/additionalProperties", keyword: "additionalProperties", params: { additionalProperty: key0 } };
        vErrors === null ? vErrors = [err2] : vErrors.push(err2), errors++;
      }
    if (data.account !== void 0) {
      let data0 = data.account;
      if (typeof data0 == "string") {
        if (!pattern8.test(data0)) {
          let err3 = { instancePath: instancePath + "/account", schemaPath: "#/properties/account/pattern", keyword: "pattern", params: { pattern: "^[0-9]{12}$" } };
          vErrors === null ? vErrors = [err3] : vErrors.push(err3), errors++;
        }
      } else {
        let err4 = { instancePath: instancePath + "/account", schemaPath: "#/properties/account/type", keyword: "type", params: { type: "string" } };
        vErrors === null ? vErrors = [err4] : vErrors.push(err4), errors++;
      }
    }
    if (data.region !== void 0) {
      let data1 = data.region;
      if (typeof data1 == "string") {
        if (!pattern9.test(data1)) {
          let err5 = { instancePath: instancePath + "/region", schemaPath: "#/properties/region/pattern", keyword: "pattern", params: { pattern: "^[a-z]{2}(-[a-z]+)+-[0-9][a-z0-9]{0,3}$" } };
          vErrors === null ? vErrors = [err5] : vErrors.push(err5), errors++;
        }
      } else {
        let err6 = { instancePath: instancePath + "/region", schemaPath: "#/properties/region/type", keyword: "type", params: { type: "string" } };
        vErrors === null ? vErrors = [err6] : vErrors.push(err6), errors++;
      }
    }
    if (data.protected !== void 0 && typeof data.protected != "boolean") {
      let err7 = { instancePath: instancePath + "/protected", schemaPath: "#/properties/protected/type", keyword: "type", params: { type: "boolean" } };
      vErrors === null ? vErrors = [err7] : vErrors.push(err7), errors++;
    }
    if (data.overrides !== void 0) {
      let data3 = data.overrides;
      if (!(data3 && typeof data3 == "object" && !Array.isArray(data3))) {
        let err8 = { instancePath: instancePath + "/overrides", schemaPath: "#/properties/overrides/type", keyword: "type", params: { type: "object" } };
        vErrors === null ? vErrors = [err8] : vErrors.push(err8), errors++;
      }
    }
  } else {
    let err9 = { instancePath, schemaPath: "#/type", keyword: "type", params: { type: "object" } };
    vErrors === null ? vErrors = [err9] : vErrors.push(err9), errors++;
  }
  return validate53.errors = vErrors, errors === 0;
}
validate53.evaluated = { props: !0, dynamicProps: !1, dynamicItems: !1 };
var pattern11 = new RegExp("^vpc-([0-9a-f]{8}|[0-9a-f]{17})$", "u"), pattern12 = new RegExp("^subnet-([0-9a-f]{8}|[0-9a-f]{17})$", "u"), pattern13 = new RegExp("^(10|172|192)\\.[0-9]{1,3}\\.[0-9]{1,3}\\.0/(16|17|18|19|20|21|22|23)$", "u"), pattern14 = new RegExp("^[a-f]$", "u");
function validate55(data, { instancePath = "", parentData, parentDataProperty, rootData = data, dynamicAnchors = {} } = {}) {
  let vErrors = null, errors = 0, evaluated0 = validate55.evaluated;
  if (evaluated0.dynamicProps && (evaluated0.props = void 0), evaluated0.dynamicItems && (evaluated0.items = void 0), data && typeof data == "object" && !Array.isArray(data)) {
    for (let key0 in data)
      if (!(key0 === "vpc" || key0 === "subnets" || key0 === "egress" || key0 === "cidr" || key0 === "zones")) {
        let err0 = { instancePath, schemaPath: "#/additionalProperties", keyword: "additionalProperties", params: { additionalProperty: key0 } };
        vErrors === null ? vErrors = [err0] : vErrors.push(err0), errors++;
      }
    if (data.vpc !== void 0) {
      let data0 = data.vpc;
      if (typeof data0 == "string") {
        if (!pattern11.test(data0)) {
          let err1 = { instancePath: instancePath + "/vpc", schemaPath: "#/properties/vpc/pattern", keyword: "pattern", params: { pattern: "^vpc-([0-9a-f]{8}|[0-9a-f]{17})$" } };
          vErrors === null ? vErrors = [err1] : vErrors.push(err1), errors++;
        }
      } else {
        let err2 = { instancePath: instancePath + "/vpc", schemaPath: "#/properties/vpc/type", keyword: "type", params: { type: "string" } };
        vErrors === null ? vErrors = [err2] : vErrors.push(err2), errors++;
      }
    }
    if (data.subnets !== void 0) {
      let data1 = data.subnets;
      if (Array.isArray(data1)) {
        if (data1.length > 20) {
          let err3 = { instancePath: instancePath + "/subnets", schemaPath: "#/properties/subnets/maxItems", keyword: "maxItems", params: { limit: 20 } };
          vErrors === null ? vErrors = [err3] : vErrors.push(err3), errors++;
        }
        if (data1.length < 2) {
          let err4 = { instancePath: instancePath + "/subnets", schemaPath: "#/properties/subnets/minItems", keyword: "minItems", params: { limit: 2 } };
          vErrors === null ? vErrors = [err4] : vErrors.push(err4), errors++;
        }
        let len0 = data1.length;
        for (let i0 = 0; i0 < len0; i0++) {
          let data2 = data1[i0];
          if (typeof data2 == "string") {
            if (!pattern12.test(data2)) {
              let err5 = { instancePath: instancePath + "/subnets/" + i0, schemaPath: "#/properties/subnets/items/pattern", keyword: "pattern", params: { pattern: "^subnet-([0-9a-f]{8}|[0-9a-f]{17})$" } };
              vErrors === null ? vErrors = [err5] : vErrors.push(err5), errors++;
            }
          } else {
            let err6 = { instancePath: instancePath + "/subnets/" + i0, schemaPath: "#/properties/subnets/items/type", keyword: "type", params: { type: "string" } };
            vErrors === null ? vErrors = [err6] : vErrors.push(err6), errors++;
          }
        }
        let i1 = data1.length, j0;
        if (i1 > 1) {
          let indices0 = {};
          for (; i1--; ) {
            let item0 = data1[i1];
            if (typeof item0 == "string") {
              if (typeof indices0[item0] == "number") {
                j0 = indices0[item0];
                let err7 = { instancePath: instancePath + "/subnets", schemaPath: "#/properties/subnets/uniqueItems", keyword: "uniqueItems", params: { i: i1, j: j0 } };
                vErrors === null ? vErrors = [err7] : vErrors.push(err7), errors++;
                break;
              }
              indices0[item0] = i1;
            }
          }
        }
      } else {
        let err8 = { instancePath: instancePath + "/subnets", schemaPath: "#/properties/subnets/type", keyword: "type", params: { type: "array" } };
        vErrors === null ? vErrors = [err8] : vErrors.push(err8), errors++;
      }
    }
    if (data.egress !== void 0) {
      let data3 = data.egress;
      if (typeof data3 != "string") {
        let err9 = { instancePath: instancePath + "/egress", schemaPath: "#/properties/egress/type", keyword: "type", params: { type: "string" } };
        vErrors === null ? vErrors = [err9] : vErrors.push(err9), errors++;
      }
      if (!(data3 === "endpoints" || data3 === "internet")) {
        let err10 = { instancePath: instancePath + "/egress", schemaPath: "#/properties/egress/enum", keyword: "enum", params: {} };
        vErrors === null ? vErrors = [err10] : vErrors.push(err10), errors++;
      }
    }
    if (data.cidr !== void 0) {
      let data4 = data.cidr;
      if (typeof data4 == "string") {
        if (!pattern13.test(data4)) {
          let err11 = { instancePath: instancePath + "/cidr", schemaPath: "#/properties/cidr/pattern", keyword: "pattern", params: { pattern: "^(10|172|192)\\.[0-9]{1,3}\\.[0-9]{1,3}\\.0/(16|17|18|19|20|21|22|23)$" } };
          vErrors === null ? vErrors = [err11] : vErrors.push(err11), errors++;
        }
      } else {
        let err12 = { instancePath: instancePath + "/cidr", schemaPath: "#/properties/cidr/type", keyword: "type", params: { type: "string" } };
        vErrors === null ? vErrors = [err12] : vErrors.push(err12), errors++;
      }
    }
    if (data.zones !== void 0) {
      let data5 = data.zones;
      if (Array.isArray(data5)) {
        if (data5.length > 3) {
          let err13 = { instancePath: instancePath + "/zones", schemaPath: "#/properties/zones/maxItems", keyword: "maxItems", params: { limit: 3 } };
          vErrors === null ? vErrors = [err13] : vErrors.push(err13), errors++;
        }
        if (data5.length < 2) {
          let err14 = { instancePath: instancePath + "/zones", schemaPath: "#/properties/zones/minItems", keyword: "minItems", params: { limit: 2 } };
          vErrors === null ? vErrors = [err14] : vErrors.push(err14), errors++;
        }
        let len1 = data5.length;
        for (let i2 = 0; i2 < len1; i2++) {
          let data6 = data5[i2];
          if (typeof data6 == "string") {
            if (!pattern14.test(data6)) {
              let err15 = { instancePath: instancePath + "/zones/" + i2, schemaPath: "#/properties/zones/items/pattern", keyword: "pattern", params: { pattern: "^[a-f]$" } };
              vErrors === null ? vErrors = [err15] : vErrors.push(err15), errors++;
            }
          } else {
            let err16 = { instancePath: instancePath + "/zones/" + i2, schemaPath: "#/properties/zones/items/type", keyword: "type", params: { type: "string" } };
            vErrors === null ? vErrors = [err16] : vErrors.push(err16), errors++;
          }
        }
        let i3 = data5.length, j1;
        if (i3 > 1) {
          let indices1 = {};
          for (; i3--; ) {
            let item1 = data5[i3];
            if (typeof item1 == "string") {
              if (typeof indices1[item1] == "number") {
                j1 = indices1[item1];
                let err17 = { instancePath: instancePath + "/zones", schemaPath: "#/properties/zones/uniqueItems", keyword: "uniqueItems", params: { i: i3, j: j1 } };
                vErrors === null ? vErrors = [err17] : vErrors.push(err17), errors++;
                break;
              }
              indices1[item1] = i3;
            }
          }
        }
      } else {
        let err18 = { instancePath: instancePath + "/zones", schemaPath: "#/properties/zones/type", keyword: "type", params: { type: "array" } };
        vErrors === null ? vErrors = [err18] : vErrors.push(err18), errors++;
      }
    }
  } else {
    let err19 = { instancePath, schemaPath: "#/type", keyword: "type", params: { type: "object" } };
    vErrors === null ? vErrors = [err19] : vErrors.push(err19), errors++;
  }
  return validate55.errors = vErrors, errors === 0;
}
validate55.evaluated = { props: !0, dynamicProps: !1, dynamicItems: !1 };
var pattern20 = new RegExp("^[1-9][0-9]{0,4} (MB|GB|TB)$", "u");
var pattern16 = new RegExp("^[1-9][0-9]{0,4} (day|week|year)s?$", "u");
function validate58(data, { instancePath = "", parentData, parentDataProperty, rootData = data, dynamicAnchors = {} } = {}) {
  let vErrors = null, errors = 0, evaluated0 = validate58.evaluated;
  if (evaluated0.dynamicProps && (evaluated0.props = void 0), evaluated0.dynamicItems && (evaluated0.items = void 0), data && typeof data == "object" && !Array.isArray(data)) {
    for (let key0 in data)
      if (!(key0 === "description" || key0 === "format" || key0 === "retention" || key0 === "archive" || key0 === "snapshots" || key0 === "versioning" || key0 === "movedFrom")) {
        let err0 = { instancePath, schemaPath: "#/additionalProperties", keyword: "additionalProperties", params: { additionalProperty: key0 } };
        vErrors === null ? vErrors = [err0] : vErrors.push(err0), errors++;
      }
    if (data.description !== void 0) {
      let data0 = data.description;
      if (typeof data0 == "string") {
        if (func2(data0) > 200) {
          let err1 = { instancePath: instancePath + "/description", schemaPath: "#/properties/description/maxLength", keyword: "maxLength", params: { limit: 200 } };
          vErrors === null ? vErrors = [err1] : vErrors.push(err1), errors++;
        }
      } else {
        let err2 = { instancePath: instancePath + "/description", schemaPath: "#/properties/description/type", keyword: "type", params: { type: "string" } };
        vErrors === null ? vErrors = [err2] : vErrors.push(err2), errors++;
      }
    }
    if (data.format !== void 0) {
      let data1 = data.format;
      if (typeof data1 != "string") {
        let err3 = { instancePath: instancePath + "/format", schemaPath: "#/properties/format/type", keyword: "type", params: { type: "string" } };
        vErrors === null ? vErrors = [err3] : vErrors.push(err3), errors++;
      }
      if (!(data1 === "parquet" || data1 === "iceberg")) {
        let err4 = { instancePath: instancePath + "/format", schemaPath: "#/properties/format/enum", keyword: "enum", params: {} };
        vErrors === null ? vErrors = [err4] : vErrors.push(err4), errors++;
      }
    }
    if (data.retention !== void 0) {
      let data2 = data.retention;
      if (typeof data2 == "string") {
        if (!pattern16.test(data2)) {
          let err5 = { instancePath: instancePath + "/retention", schemaPath: "#/properties/retention/pattern", keyword: "pattern", params: { pattern: "^[1-9][0-9]{0,4} (day|week|year)s?$" } };
          vErrors === null ? vErrors = [err5] : vErrors.push(err5), errors++;
        }
      } else {
        let err6 = { instancePath: instancePath + "/retention", schemaPath: "#/properties/retention/type", keyword: "type", params: { type: "string" } };
        vErrors === null ? vErrors = [err6] : vErrors.push(err6), errors++;
      }
    }
    if (data.archive !== void 0) {
      let data3 = data.archive;
      if (typeof data3 == "string") {
        if (!pattern16.test(data3)) {
          let err7 = { instancePath: instancePath + "/archive", schemaPath: "#/properties/archive/pattern", keyword: "pattern", params: { pattern: "^[1-9][0-9]{0,4} (day|week|year)s?$" } };
          vErrors === null ? vErrors = [err7] : vErrors.push(err7), errors++;
        }
      } else {
        let err8 = { instancePath: instancePath + "/archive", schemaPath: "#/properties/archive/type", keyword: "type", params: { type: "string" } };
        vErrors === null ? vErrors = [err8] : vErrors.push(err8), errors++;
      }
    }
    if (data.snapshots !== void 0) {
      let data4 = data.snapshots;
      if (typeof data4 == "string") {
        if (!pattern16.test(data4)) {
          let err9 = { instancePath: instancePath + "/snapshots", schemaPath: "#/properties/snapshots/pattern", keyword: "pattern", params: { pattern: "^[1-9][0-9]{0,4} (day|week|year)s?$" } };
          vErrors === null ? vErrors = [err9] : vErrors.push(err9), errors++;
        }
      } else {
        let err10 = { instancePath: instancePath + "/snapshots", schemaPath: "#/properties/snapshots/type", keyword: "type", params: { type: "string" } };
        vErrors === null ? vErrors = [err10] : vErrors.push(err10), errors++;
      }
    }
    if (data.versioning !== void 0 && typeof data.versioning != "boolean") {
      let err11 = { instancePath: instancePath + "/versioning", schemaPath: "#/properties/versioning/type", keyword: "type", params: { type: "boolean" } };
      vErrors === null ? vErrors = [err11] : vErrors.push(err11), errors++;
    }
    if (data.movedFrom !== void 0) {
      let data6 = data.movedFrom;
      if (typeof data6 == "string") {
        if (!pattern10.test(data6)) {
          let err12 = { instancePath: instancePath + "/movedFrom", schemaPath: "#/properties/movedFrom/pattern", keyword: "pattern", params: { pattern: "^[a-z][a-z0-9_-]*$" } };
          vErrors === null ? vErrors = [err12] : vErrors.push(err12), errors++;
        }
      } else {
        let err13 = { instancePath: instancePath + "/movedFrom", schemaPath: "#/properties/movedFrom/type", keyword: "type", params: { type: "string" } };
        vErrors === null ? vErrors = [err13] : vErrors.push(err13), errors++;
      }
    }
  } else {
    let err14 = { instancePath, schemaPath: "#/type", keyword: "type", params: { type: "object" } };
    vErrors === null ? vErrors = [err14] : vErrors.push(err14), errors++;
  }
  return validate58.errors = vErrors, errors === 0;
}
validate58.evaluated = { props: !0, dynamicProps: !1, dynamicItems: !1 };
function validate57(data, { instancePath = "", parentData, parentDataProperty, rootData = data, dynamicAnchors = {} } = {}) {
  let vErrors = null, errors = 0, evaluated0 = validate57.evaluated;
  if (evaluated0.dynamicProps && (evaluated0.props = void 0), evaluated0.dynamicItems && (evaluated0.items = void 0), data && typeof data == "object" && !Array.isArray(data)) {
    if (data.zones === void 0) {
      let err0 = { instancePath, schemaPath: "#/required", keyword: "required", params: { missingProperty: "zones" } };
      vErrors === null ? vErrors = [err0] : vErrors.push(err0), errors++;
    }
    for (let key0 in data)
      if (!(key0 === "zones" || key0 === "encryption" || key0 === "accessLogs" || key0 === "scanLimit")) {
        let err1 = { instancePath, schemaPath: "#/additionalProperties", keyword: "additionalProperties", params: { additionalProperty: key0 } };
        vErrors === null ? vErrors = [err1] : vErrors.push(err1), errors++;
      }
    if (data.zones !== void 0) {
      let data0 = data.zones;
      if (data0 && typeof data0 == "object" && !Array.isArray(data0)) {
        if (Object.keys(data0).length < 1) {
          let err2 = { instancePath: instancePath + "/zones", schemaPath: "#/properties/zones/minProperties", keyword: "minProperties", params: { limit: 1 } };
          vErrors === null ? vErrors = [err2] : vErrors.push(err2), errors++;
        }
        for (let key1 in data0) {
          let _errs4 = errors;
          if (typeof key1 == "string") {
            if (func2(key1) > 40) {
              let err3 = { instancePath: instancePath + "/zones", schemaPath: "#/properties/zones/propertyNames/maxLength", keyword: "maxLength", params: { limit: 40 }, propertyName: key1 };
              vErrors === null ? vErrors = [err3] : vErrors.push(err3), errors++;
            }
            if (!pattern10.test(key1)) {
              let err4 = { instancePath: instancePath + "/zones", schemaPath: "#/properties/zones/propertyNames/pattern", keyword: "pattern", params: { pattern: "^[a-z][a-z0-9_-]*$" }, propertyName: key1 };
              vErrors === null ? vErrors = [err4] : vErrors.push(err4), errors++;
            }
          }
          var valid1 = _errs4 === errors;
          if (!valid1) {
            let err5 = { instancePath: instancePath + "/zones", schemaPath: "#/properties/zones/propertyNames", keyword: "propertyNames", params: { propertyName: key1 } };
            vErrors === null ? vErrors = [err5] : vErrors.push(err5), errors++;
          }
        }
        for (let key2 in data0)
          validate58(data0[key2], { instancePath: instancePath + "/zones/" + key2.replace(/~/g, "~0").replace(/\//g, "~1"), parentData: data0, parentDataProperty: key2, rootData, dynamicAnchors }) || (vErrors = vErrors === null ? validate58.errors : append(vErrors, validate58.errors), errors = vErrors.length);
      } else {
        let err6 = { instancePath: instancePath + "/zones", schemaPath: "#/properties/zones/type", keyword: "type", params: { type: "object" } };
        vErrors === null ? vErrors = [err6] : vErrors.push(err6), errors++;
      }
    }
    if (data.encryption !== void 0) {
      let data2 = data.encryption;
      if (typeof data2 != "string") {
        let err7 = { instancePath: instancePath + "/encryption", schemaPath: "#/properties/encryption/type", keyword: "type", params: { type: "string" } };
        vErrors === null ? vErrors = [err7] : vErrors.push(err7), errors++;
      }
      if (!(data2 === "kms" || data2 === "s3")) {
        let err8 = { instancePath: instancePath + "/encryption", schemaPath: "#/properties/encryption/enum", keyword: "enum", params: {} };
        vErrors === null ? vErrors = [err8] : vErrors.push(err8), errors++;
      }
    }
    if (data.accessLogs !== void 0 && typeof data.accessLogs != "boolean") {
      let err9 = { instancePath: instancePath + "/accessLogs", schemaPath: "#/properties/accessLogs/type", keyword: "type", params: { type: "boolean" } };
      vErrors === null ? vErrors = [err9] : vErrors.push(err9), errors++;
    }
    if (data.scanLimit !== void 0) {
      let data4 = data.scanLimit;
      if (typeof data4 == "string") {
        if (!pattern20.test(data4)) {
          let err10 = { instancePath: instancePath + "/scanLimit", schemaPath: "#/properties/scanLimit/pattern", keyword: "pattern", params: { pattern: "^[1-9][0-9]{0,4} (MB|GB|TB)$" } };
          vErrors === null ? vErrors = [err10] : vErrors.push(err10), errors++;
        }
      } else {
        let err11 = { instancePath: instancePath + "/scanLimit", schemaPath: "#/properties/scanLimit/type", keyword: "type", params: { type: "string" } };
        vErrors === null ? vErrors = [err11] : vErrors.push(err11), errors++;
      }
    }
  } else {
    let err12 = { instancePath, schemaPath: "#/type", keyword: "type", params: { type: "object" } };
    vErrors === null ? vErrors = [err12] : vErrors.push(err12), errors++;
  }
  return validate57.errors = vErrors, errors === 0;
}
validate57.evaluated = { props: !0, dynamicProps: !1, dynamicItems: !1 };
function validate62(data, { instancePath = "", parentData, parentDataProperty, rootData = data, dynamicAnchors = {} } = {}) {
  let vErrors = null, errors = 0, evaluated0 = validate62.evaluated;
  if (evaluated0.dynamicProps && (evaluated0.props = void 0), evaluated0.dynamicItems && (evaluated0.items = void 0), data && typeof data == "object" && !Array.isArray(data)) {
    if (data.engine === void 0) {
      let err0 = { instancePath, schemaPath: "#/required", keyword: "required", params: { missingProperty: "engine" } };
      vErrors === null ? vErrors = [err0] : vErrors.push(err0), errors++;
    }
    for (let key0 in data)
      if (!(key0 === "engine" || key0 === "capacity" || key0 === "schemas")) {
        let err1 = { instancePath, schemaPath: "#/additionalProperties", keyword: "additionalProperties", params: { additionalProperty: key0 } };
        vErrors === null ? vErrors = [err1] : vErrors.push(err1), errors++;
      }
    if (data.engine !== void 0) {
      let data0 = data.engine;
      if (typeof data0 != "string") {
        let err2 = { instancePath: instancePath + "/engine", schemaPath: "#/properties/engine/type", keyword: "type", params: { type: "string" } };
        vErrors === null ? vErrors = [err2] : vErrors.push(err2), errors++;
      }
      if (data0 !== "aurora-postgresql") {
        let err3 = { instancePath: instancePath + "/engine", schemaPath: "#/properties/engine/const", keyword: "const", params: { allowedValue: "aurora-postgresql" } };
        vErrors === null ? vErrors = [err3] : vErrors.push(err3), errors++;
      }
    }
    if (data.capacity !== void 0) {
      let data1 = data.capacity;
      if (data1 && typeof data1 == "object" && !Array.isArray(data1)) {
        for (let key1 in data1)
          if (!(key1 === "min" || key1 === "max")) {
            let err4 = { instancePath: instancePath + "/capacity", schemaPath: "#/properties/capacity/additionalProperties", keyword: "additionalProperties", params: { additionalProperty: key1 } };
            vErrors === null ? vErrors = [err4] : vErrors.push(err4), errors++;
          }
        if (data1.min !== void 0) {
          let data2 = data1.min;
          if (typeof data2 == "number" && isFinite(data2)) {
            if (data2 > 256 || isNaN(data2)) {
              let err5 = { instancePath: instancePath + "/capacity/min", schemaPath: "#/properties/capacity/properties/min/maximum", keyword: "maximum", params: { comparison: "<=", limit: 256 } };
              vErrors === null ? vErrors = [err5] : vErrors.push(err5), errors++;
            }
            if (data2 < 0 || isNaN(data2)) {
              let err6 = { instancePath: instancePath + "/capacity/min", schemaPath: "#/properties/capacity/properties/min/minimum", keyword: "minimum", params: { comparison: ">=", limit: 0 } };
              vErrors === null ? vErrors = [err6] : vErrors.push(err6), errors++;
            }
            let res0;
            if (res0 = data2 / 0.5, res0 !== parseInt(res0)) {
              let err7 = { instancePath: instancePath + "/capacity/min", schemaPath: "#/properties/capacity/properties/min/multipleOf", keyword: "multipleOf", params: { multipleOf: 0.5 } };
              vErrors === null ? vErrors = [err7] : vErrors.push(err7), errors++;
            }
          } else {
            let err8 = { instancePath: instancePath + "/capacity/min", schemaPath: "#/properties/capacity/properties/min/type", keyword: "type", params: { type: "number" } };
            vErrors === null ? vErrors = [err8] : vErrors.push(err8), errors++;
          }
        }
        if (data1.max !== void 0) {
          let data3 = data1.max;
          if (typeof data3 == "number" && isFinite(data3)) {
            if (data3 > 256 || isNaN(data3)) {
              let err9 = { instancePath: instancePath + "/capacity/max", schemaPath: "#/properties/capacity/properties/max/maximum", keyword: "maximum", params: { comparison: "<=", limit: 256 } };
              vErrors === null ? vErrors = [err9] : vErrors.push(err9), errors++;
            }
            if (data3 < 1 || isNaN(data3)) {
              let err10 = { instancePath: instancePath + "/capacity/max", schemaPath: "#/properties/capacity/properties/max/minimum", keyword: "minimum", params: { comparison: ">=", limit: 1 } };
              vErrors === null ? vErrors = [err10] : vErrors.push(err10), errors++;
            }
            let res1;
            if (res1 = data3 / 0.5, res1 !== parseInt(res1)) {
              let err11 = { instancePath: instancePath + "/capacity/max", schemaPath: "#/properties/capacity/properties/max/multipleOf", keyword: "multipleOf", params: { multipleOf: 0.5 } };
              vErrors === null ? vErrors = [err11] : vErrors.push(err11), errors++;
            }
          } else {
            let err12 = { instancePath: instancePath + "/capacity/max", schemaPath: "#/properties/capacity/properties/max/type", keyword: "type", params: { type: "number" } };
            vErrors === null ? vErrors = [err12] : vErrors.push(err12), errors++;
          }
        }
      } else {
        let err13 = { instancePath: instancePath + "/capacity", schemaPath: "#/properties/capacity/type", keyword: "type", params: { type: "object" } };
        vErrors === null ? vErrors = [err13] : vErrors.push(err13), errors++;
      }
    }
    if (data.schemas !== void 0) {
      let data4 = data.schemas;
      if (Array.isArray(data4)) {
        if (data4.length < 1) {
          let err14 = { instancePath: instancePath + "/schemas", schemaPath: "#/properties/schemas/minItems", keyword: "minItems", params: { limit: 1 } };
          vErrors === null ? vErrors = [err14] : vErrors.push(err14), errors++;
        }
        let len0 = data4.length;
        for (let i0 = 0; i0 < len0; i0++) {
          let data5 = data4[i0];
          if (typeof data5 == "string") {
            if (func2(data5) > 63) {
              let err15 = { instancePath: instancePath + "/schemas/" + i0, schemaPath: "#/properties/schemas/items/maxLength", keyword: "maxLength", params: { limit: 63 } };
              vErrors === null ? vErrors = [err15] : vErrors.push(err15), errors++;
            }
            if (!pattern10.test(data5)) {
              let err16 = { instancePath: instancePath + "/schemas/" + i0, schemaPath: "#/properties/schemas/items/pattern", keyword: "pattern", params: { pattern: "^[a-z][a-z0-9_-]*$" } };
              vErrors === null ? vErrors = [err16] : vErrors.push(err16), errors++;
            }
          } else {
            let err17 = { instancePath: instancePath + "/schemas/" + i0, schemaPath: "#/properties/schemas/items/type", keyword: "type", params: { type: "string" } };
            vErrors === null ? vErrors = [err17] : vErrors.push(err17), errors++;
          }
        }
        let i1 = data4.length, j0;
        if (i1 > 1) {
          let indices0 = {};
          for (; i1--; ) {
            let item0 = data4[i1];
            if (typeof item0 == "string") {
              if (typeof indices0[item0] == "number") {
                j0 = indices0[item0];
                let err18 = { instancePath: instancePath + "/schemas", schemaPath: "#/properties/schemas/uniqueItems", keyword: "uniqueItems", params: { i: i1, j: j0 } };
                vErrors === null ? vErrors = [err18] : vErrors.push(err18), errors++;
                break;
              }
              indices0[item0] = i1;
            }
          }
        }
      } else {
        let err19 = { instancePath: instancePath + "/schemas", schemaPath: "#/properties/schemas/type", keyword: "type", params: { type: "array" } };
        vErrors === null ? vErrors = [err19] : vErrors.push(err19), errors++;
      }
    }
  } else {
    let err20 = { instancePath, schemaPath: "#/type", keyword: "type", params: { type: "object" } };
    vErrors === null ? vErrors = [err20] : vErrors.push(err20), errors++;
  }
  return validate62.errors = vErrors, errors === 0;
}
validate62.evaluated = { props: !0, dynamicProps: !1, dynamicItems: !1 };
var pattern22 = new RegExp("^[A-Za-z0-9]([A-Za-z0-9.-]{0,251}[A-Za-z0-9])?$", "u"), pattern23 = new RegExp("^[^\\s\"'\\\\/?&;`$%{}]+$", "u"), pattern24 = new RegExp("^[A-Za-z0-9/_+=.@-]{1,512}$", "u");
function validate63(data, { instancePath = "", parentData, parentDataProperty, rootData = data, dynamicAnchors = {} } = {}) {
  let vErrors = null, errors = 0, evaluated0 = validate63.evaluated;
  if (evaluated0.dynamicProps && (evaluated0.props = void 0), evaluated0.dynamicItems && (evaluated0.items = void 0), data && typeof data == "object" && !Array.isArray(data)) {
    if (data.engine === void 0) {
      let err0 = { instancePath, schemaPath: "#/required", keyword: "required", params: { missingProperty: "engine" } };
      vErrors === null ? vErrors = [err0] : vErrors.push(err0), errors++;
    }
    if (data.host === void 0) {
      let err1 = { instancePath, schemaPath: "#/required", keyword: "required", params: { missingProperty: "host" } };
      vErrors === null ? vErrors = [err1] : vErrors.push(err1), errors++;
    }
    if (data.database === void 0) {
      let err2 = { instancePath, schemaPath: "#/required", keyword: "required", params: { missingProperty: "database" } };
      vErrors === null ? vErrors = [err2] : vErrors.push(err2), errors++;
    }
    if (data.secret === void 0) {
      let err3 = { instancePath, schemaPath: "#/required", keyword: "required", params: { missingProperty: "secret" } };
      vErrors === null ? vErrors = [err3] : vErrors.push(err3), errors++;
    }
    for (let key0 in data)
      if (!(key0 === "engine" || key0 === "host" || key0 === "port" || key0 === "database" || key0 === "secret" || key0 === "schemas")) {
        let err4 = { instancePath, schemaPath: "#/additionalProperties", keyword: "additionalProperties", params: { additionalProperty: key0 } };
        vErrors === null ? vErrors = [err4] : vErrors.push(err4), errors++;
      }
    if (data.engine !== void 0) {
      let data0 = data.engine;
      if (typeof data0 != "string") {
        let err5 = { instancePath: instancePath + "/engine", schemaPath: "#/properties/engine/type", keyword: "type", params: { type: "string" } };
        vErrors === null ? vErrors = [err5] : vErrors.push(err5), errors++;
      }
      if (data0 !== "postgresql") {
        let err6 = { instancePath: instancePath + "/engine", schemaPath: "#/properties/engine/const", keyword: "const", params: { allowedValue: "postgresql" } };
        vErrors === null ? vErrors = [err6] : vErrors.push(err6), errors++;
      }
    }
    if (data.host !== void 0) {
      let data1 = data.host;
      if (typeof data1 == "string") {
        if (!pattern22.test(data1)) {
          let err7 = { instancePath: instancePath + "/host", schemaPath: "#/properties/host/pattern", keyword: "pattern", params: { pattern: "^[A-Za-z0-9]([A-Za-z0-9.-]{0,251}[A-Za-z0-9])?$" } };
          vErrors === null ? vErrors = [err7] : vErrors.push(err7), errors++;
        }
      } else {
        let err8 = { instancePath: instancePath + "/host", schemaPath: "#/properties/host/type", keyword: "type", params: { type: "string" } };
        vErrors === null ? vErrors = [err8] : vErrors.push(err8), errors++;
      }
    }
    if (data.port !== void 0) {
      let data2 = data.port;
      if (!(typeof data2 == "number" && !(data2 % 1) && !isNaN(data2) && isFinite(data2))) {
        let err9 = { instancePath: instancePath + "/port", schemaPath: "#/properties/port/type", keyword: "type", params: { type: "integer" } };
        vErrors === null ? vErrors = [err9] : vErrors.push(err9), errors++;
      }
      if (typeof data2 == "number" && isFinite(data2)) {
        if (data2 > 65535 || isNaN(data2)) {
          let err10 = { instancePath: instancePath + "/port", schemaPath: "#/properties/port/maximum", keyword: "maximum", params: { comparison: "<=", limit: 65535 } };
          vErrors === null ? vErrors = [err10] : vErrors.push(err10), errors++;
        }
        if (data2 < 1 || isNaN(data2)) {
          let err11 = { instancePath: instancePath + "/port", schemaPath: "#/properties/port/minimum", keyword: "minimum", params: { comparison: ">=", limit: 1 } };
          vErrors === null ? vErrors = [err11] : vErrors.push(err11), errors++;
        }
      }
    }
    if (data.database !== void 0) {
      let data3 = data.database;
      if (typeof data3 == "string") {
        if (func2(data3) > 63) {
          let err12 = { instancePath: instancePath + "/database", schemaPath: "#/properties/database/maxLength", keyword: "maxLength", params: { limit: 63 } };
          vErrors === null ? vErrors = [err12] : vErrors.push(err12), errors++;
        }
        if (func2(data3) < 1) {
          let err13 = { instancePath: instancePath + "/database", schemaPath: "#/properties/database/minLength", keyword: "minLength", params: { limit: 1 } };
          vErrors === null ? vErrors = [err13] : vErrors.push(err13), errors++;
        }
        if (!pattern23.test(data3)) {
          let err14 = { instancePath: instancePath + "/database", schemaPath: "#/properties/database/pattern", keyword: "pattern", params: { pattern: "^[^\\s\"'\\\\/?&;`$%{}]+$" } };
          vErrors === null ? vErrors = [err14] : vErrors.push(err14), errors++;
        }
      } else {
        let err15 = { instancePath: instancePath + "/database", schemaPath: "#/properties/database/type", keyword: "type", params: { type: "string" } };
        vErrors === null ? vErrors = [err15] : vErrors.push(err15), errors++;
      }
    }
    if (data.secret !== void 0) {
      let data4 = data.secret;
      if (typeof data4 == "string") {
        if (!pattern24.test(data4)) {
          let err16 = { instancePath: instancePath + "/secret", schemaPath: "#/properties/secret/pattern", keyword: "pattern", params: { pattern: "^[A-Za-z0-9/_+=.@-]{1,512}$" } };
          vErrors === null ? vErrors = [err16] : vErrors.push(err16), errors++;
        }
      } else {
        let err17 = { instancePath: instancePath + "/secret", schemaPath: "#/properties/secret/type", keyword: "type", params: { type: "string" } };
        vErrors === null ? vErrors = [err17] : vErrors.push(err17), errors++;
      }
    }
    if (data.schemas !== void 0) {
      let data5 = data.schemas;
      if (Array.isArray(data5)) {
        if (data5.length < 1) {
          let err18 = { instancePath: instancePath + "/schemas", schemaPath: "#/properties/schemas/minItems", keyword: "minItems", params: { limit: 1 } };
          vErrors === null ? vErrors = [err18] : vErrors.push(err18), errors++;
        }
        let len0 = data5.length;
        for (let i0 = 0; i0 < len0; i0++) {
          let data6 = data5[i0];
          if (typeof data6 == "string") {
            if (func2(data6) > 63) {
              let err19 = { instancePath: instancePath + "/schemas/" + i0, schemaPath: "#/properties/schemas/items/maxLength", keyword: "maxLength", params: { limit: 63 } };
              vErrors === null ? vErrors = [err19] : vErrors.push(err19), errors++;
            }
            if (!pattern10.test(data6)) {
              let err20 = { instancePath: instancePath + "/schemas/" + i0, schemaPath: "#/properties/schemas/items/pattern", keyword: "pattern", params: { pattern: "^[a-z][a-z0-9_-]*$" } };
              vErrors === null ? vErrors = [err20] : vErrors.push(err20), errors++;
            }
          } else {
            let err21 = { instancePath: instancePath + "/schemas/" + i0, schemaPath: "#/properties/schemas/items/type", keyword: "type", params: { type: "string" } };
            vErrors === null ? vErrors = [err21] : vErrors.push(err21), errors++;
          }
        }
        let i1 = data5.length, j0;
        if (i1 > 1) {
          let indices0 = {};
          for (; i1--; ) {
            let item0 = data5[i1];
            if (typeof item0 == "string") {
              if (typeof indices0[item0] == "number") {
                j0 = indices0[item0];
                let err22 = { instancePath: instancePath + "/schemas", schemaPath: "#/properties/schemas/uniqueItems", keyword: "uniqueItems", params: { i: i1, j: j0 } };
                vErrors === null ? vErrors = [err22] : vErrors.push(err22), errors++;
                break;
              }
              indices0[item0] = i1;
            }
          }
        }
      } else {
        let err23 = { instancePath: instancePath + "/schemas", schemaPath: "#/properties/schemas/type", keyword: "type", params: { type: "array" } };
        vErrors === null ? vErrors = [err23] : vErrors.push(err23), errors++;
      }
    }
  } else {
    let err24 = { instancePath, schemaPath: "#/type", keyword: "type", params: { type: "object" } };
    vErrors === null ? vErrors = [err24] : vErrors.push(err24), errors++;
  }
  return validate63.errors = vErrors, errors === 0;
}
validate63.evaluated = { props: !0, dynamicProps: !1, dynamicItems: !1 };
function validate61(data, { instancePath = "", parentData, parentDataProperty, rootData = data, dynamicAnchors = {} } = {}) {
  let vErrors = null, errors = 0, evaluated0 = validate61.evaluated;
  if (evaluated0.dynamicProps && (evaluated0.props = void 0), evaluated0.dynamicItems && (evaluated0.items = void 0), data && typeof data == "object" && !Array.isArray(data)) {
    let tag0 = data.engine;
    if (typeof tag0 == "string")
      if (tag0 === "aurora-postgresql") {
        validate62(data, { instancePath, parentData, parentDataProperty, rootData, dynamicAnchors }) || (vErrors = vErrors === null ? validate62.errors : append(vErrors, validate62.errors), errors = vErrors.length);
        var props0 = !0;
      } else if (tag0 === "postgresql")
        validate63(data, { instancePath, parentData, parentDataProperty, rootData, dynamicAnchors }) || (vErrors = vErrors === null ? validate63.errors : append(vErrors, validate63.errors), errors = vErrors.length), props0 !== !0 && (props0 = !0);
      else {
        let err0 = { instancePath, schemaPath: "#/discriminator", keyword: "discriminator", params: { error: "mapping", tag: "engine", tagValue: tag0 } };
        vErrors === null ? vErrors = [err0] : vErrors.push(err0), errors++;
      }
    else {
      let err1 = { instancePath, schemaPath: "#/discriminator", keyword: "discriminator", params: { error: "tag", tag: "engine", tagValue: tag0 } };
      vErrors === null ? vErrors = [err1] : vErrors.push(err1), errors++;
    }
  } else {
    let err2 = { instancePath, schemaPath: "#/type", keyword: "type", params: { type: "object" } };
    vErrors === null ? vErrors = [err2] : vErrors.push(err2), errors++;
  }
  return validate61.errors = vErrors, evaluated0.props = props0, errors === 0;
}
validate61.evaluated = { dynamicProps: !0, dynamicItems: !1 };
var pattern27 = new RegExp("^(\\*|https?://[A-Za-z0-9.-]+(:[0-9]{1,5})?)$", "u"), pattern28 = new RegExp("^[a-z_][a-z0-9_]*$", "u");
function validate68(data, { instancePath = "", parentData, parentDataProperty, rootData = data, dynamicAnchors = {} } = {}) {
  let vErrors = null, errors = 0, evaluated0 = validate68.evaluated;
  if (evaluated0.dynamicProps && (evaluated0.props = void 0), evaluated0.dynamicItems && (evaluated0.items = void 0), data && typeof data == "object" && !Array.isArray(data)) {
    if (data.type === void 0) {
      let err0 = { instancePath, schemaPath: "#/required", keyword: "required", params: { missingProperty: "type" } };
      vErrors === null ? vErrors = [err0] : vErrors.push(err0), errors++;
    }
    for (let key0 in data)
      if (!(key0 === "type" || key0 === "description" || key0 === "origins" || key0 === "columns" || key0 === "movedFrom")) {
        let err1 = { instancePath, schemaPath: "#/additionalProperties", keyword: "additionalProperties", params: { additionalProperty: key0 } };
        vErrors === null ? vErrors = [err1] : vErrors.push(err1), errors++;
      }
    if (data.type !== void 0) {
      let data0 = data.type;
      if (typeof data0 != "string") {
        let err2 = { instancePath: instancePath + "/type", schemaPath: "#/properties/type/type", keyword: "type", params: { type: "string" } };
        vErrors === null ? vErrors = [err2] : vErrors.push(err2), errors++;
      }
      if (data0 !== "clickstream") {
        let err3 = { instancePath: instancePath + "/type", schemaPath: "#/properties/type/const", keyword: "const", params: { allowedValue: "clickstream" } };
        vErrors === null ? vErrors = [err3] : vErrors.push(err3), errors++;
      }
    }
    if (data.description !== void 0) {
      let data1 = data.description;
      if (typeof data1 == "string") {
        if (func2(data1) > 200) {
          let err4 = { instancePath: instancePath + "/description", schemaPath: "#/properties/description/maxLength", keyword: "maxLength", params: { limit: 200 } };
          vErrors === null ? vErrors = [err4] : vErrors.push(err4), errors++;
        }
      } else {
        let err5 = { instancePath: instancePath + "/description", schemaPath: "#/properties/description/type", keyword: "type", params: { type: "string" } };
        vErrors === null ? vErrors = [err5] : vErrors.push(err5), errors++;
      }
    }
    if (data.origins !== void 0) {
      let data2 = data.origins;
      if (Array.isArray(data2)) {
        if (data2.length < 1) {
          let err6 = { instancePath: instancePath + "/origins", schemaPath: "#/properties/origins/minItems", keyword: "minItems", params: { limit: 1 } };
          vErrors === null ? vErrors = [err6] : vErrors.push(err6), errors++;
        }
        let len0 = data2.length;
        for (let i0 = 0; i0 < len0; i0++) {
          let data3 = data2[i0];
          if (typeof data3 == "string") {
            if (!pattern27.test(data3)) {
              let err7 = { instancePath: instancePath + "/origins/" + i0, schemaPath: "#/properties/origins/items/pattern", keyword: "pattern", params: { pattern: "^(\\*|https?://[A-Za-z0-9.-]+(:[0-9]{1,5})?)$" } };
              vErrors === null ? vErrors = [err7] : vErrors.push(err7), errors++;
            }
          } else {
            let err8 = { instancePath: instancePath + "/origins/" + i0, schemaPath: "#/properties/origins/items/type", keyword: "type", params: { type: "string" } };
            vErrors === null ? vErrors = [err8] : vErrors.push(err8), errors++;
          }
        }
        let i1 = data2.length, j0;
        if (i1 > 1) {
          let indices0 = {};
          for (; i1--; ) {
            let item0 = data2[i1];
            if (typeof item0 == "string") {
              if (typeof indices0[item0] == "number") {
                j0 = indices0[item0];
                let err9 = { instancePath: instancePath + "/origins", schemaPath: "#/properties/origins/uniqueItems", keyword: "uniqueItems", params: { i: i1, j: j0 } };
                vErrors === null ? vErrors = [err9] : vErrors.push(err9), errors++;
                break;
              }
              indices0[item0] = i1;
            }
          }
        }
      } else {
        let err10 = { instancePath: instancePath + "/origins", schemaPath: "#/properties/origins/type", keyword: "type", params: { type: "array" } };
        vErrors === null ? vErrors = [err10] : vErrors.push(err10), errors++;
      }
    }
    if (data.columns !== void 0) {
      let data4 = data.columns;
      if (data4 && typeof data4 == "object" && !Array.isArray(data4)) {
        if (Object.keys(data4).length < 1) {
          let err11 = { instancePath: instancePath + "/columns", schemaPath: "#/properties/columns/minProperties", keyword: "minProperties", params: { limit: 1 } };
          vErrors === null ? vErrors = [err11] : vErrors.push(err11), errors++;
        }
        for (let key1 in data4) {
          let _errs12 = errors;
          if (typeof key1 == "string") {
            if (func2(key1) > 128) {
              let err12 = { instancePath: instancePath + "/columns", schemaPath: "#/properties/columns/propertyNames/maxLength", keyword: "maxLength", params: { limit: 128 }, propertyName: key1 };
              vErrors === null ? vErrors = [err12] : vErrors.push(err12), errors++;
            }
            if (!pattern28.test(key1)) {
              let err13 = { instancePath: instancePath + "/columns", schemaPath: "#/properties/columns/propertyNames/pattern", keyword: "pattern", params: { pattern: "^[a-z_][a-z0-9_]*$" }, propertyName: key1 };
              vErrors === null ? vErrors = [err13] : vErrors.push(err13), errors++;
            }
          }
          var valid4 = _errs12 === errors;
          if (!valid4) {
            let err14 = { instancePath: instancePath + "/columns", schemaPath: "#/properties/columns/propertyNames", keyword: "propertyNames", params: { propertyName: key1 } };
            vErrors === null ? vErrors = [err14] : vErrors.push(err14), errors++;
          }
        }
        for (let key2 in data4) {
          let data5 = data4[key2];
          if (typeof data5 != "string") {
            let err15 = { instancePath: instancePath + "/columns/" + key2.replace(/~/g, "~0").replace(/\//g, "~1"), schemaPath: "#/properties/columns/additionalProperties/type", keyword: "type", params: { type: "string" } };
            vErrors === null ? vErrors = [err15] : vErrors.push(err15), errors++;
          }
          if (!(data5 === "string" || data5 === "integer" || data5 === "bigint" || data5 === "double" || data5 === "boolean" || data5 === "date" || data5 === "timestamp")) {
            let err16 = { instancePath: instancePath + "/columns/" + key2.replace(/~/g, "~0").replace(/\//g, "~1"), schemaPath: "#/properties/columns/additionalProperties/enum", keyword: "enum", params: {} };
            vErrors === null ? vErrors = [err16] : vErrors.push(err16), errors++;
          }
        }
      } else {
        let err17 = { instancePath: instancePath + "/columns", schemaPath: "#/properties/columns/type", keyword: "type", params: { type: "object" } };
        vErrors === null ? vErrors = [err17] : vErrors.push(err17), errors++;
      }
    }
    if (data.movedFrom !== void 0) {
      let data6 = data.movedFrom;
      if (typeof data6 == "string") {
        if (!pattern10.test(data6)) {
          let err18 = { instancePath: instancePath + "/movedFrom", schemaPath: "#/properties/movedFrom/pattern", keyword: "pattern", params: { pattern: "^[a-z][a-z0-9_-]*$" } };
          vErrors === null ? vErrors = [err18] : vErrors.push(err18), errors++;
        }
      } else {
        let err19 = { instancePath: instancePath + "/movedFrom", schemaPath: "#/properties/movedFrom/type", keyword: "type", params: { type: "string" } };
        vErrors === null ? vErrors = [err19] : vErrors.push(err19), errors++;
      }
    }
  } else {
    let err20 = { instancePath, schemaPath: "#/type", keyword: "type", params: { type: "object" } };
    vErrors === null ? vErrors = [err20] : vErrors.push(err20), errors++;
  }
  return validate68.errors = vErrors, errors === 0;
}
validate68.evaluated = { props: !0, dynamicProps: !1, dynamicItems: !1 };
function validate69(data, { instancePath = "", parentData, parentDataProperty, rootData = data, dynamicAnchors = {} } = {}) {
  let vErrors = null, errors = 0, evaluated0 = validate69.evaluated;
  if (evaluated0.dynamicProps && (evaluated0.props = void 0), evaluated0.dynamicItems && (evaluated0.items = void 0), data && typeof data == "object" && !Array.isArray(data)) {
    if (data.type === void 0) {
      let err0 = { instancePath, schemaPath: "#/required", keyword: "required", params: { missingProperty: "type" } };
      vErrors === null ? vErrors = [err0] : vErrors.push(err0), errors++;
    }
    if (data.host === void 0) {
      let err1 = { instancePath, schemaPath: "#/required", keyword: "required", params: { missingProperty: "host" } };
      vErrors === null ? vErrors = [err1] : vErrors.push(err1), errors++;
    }
    if (data.database === void 0) {
      let err2 = { instancePath, schemaPath: "#/required", keyword: "required", params: { missingProperty: "database" } };
      vErrors === null ? vErrors = [err2] : vErrors.push(err2), errors++;
    }
    if (data.secret === void 0) {
      let err3 = { instancePath, schemaPath: "#/required", keyword: "required", params: { missingProperty: "secret" } };
      vErrors === null ? vErrors = [err3] : vErrors.push(err3), errors++;
    }
    for (let key0 in data)
      if (!(key0 === "type" || key0 === "description" || key0 === "host" || key0 === "port" || key0 === "database" || key0 === "secret" || key0 === "movedFrom")) {
        let err4 = { instancePath, schemaPath: "#/additionalProperties", keyword: "additionalProperties", params: { additionalProperty: key0 } };
        vErrors === null ? vErrors = [err4] : vErrors.push(err4), errors++;
      }
    if (data.type !== void 0) {
      let data0 = data.type;
      if (typeof data0 != "string") {
        let err5 = { instancePath: instancePath + "/type", schemaPath: "#/properties/type/type", keyword: "type", params: { type: "string" } };
        vErrors === null ? vErrors = [err5] : vErrors.push(err5), errors++;
      }
      if (data0 !== "mysql") {
        let err6 = { instancePath: instancePath + "/type", schemaPath: "#/properties/type/const", keyword: "const", params: { allowedValue: "mysql" } };
        vErrors === null ? vErrors = [err6] : vErrors.push(err6), errors++;
      }
    }
    if (data.description !== void 0) {
      let data1 = data.description;
      if (typeof data1 == "string") {
        if (func2(data1) > 200) {
          let err7 = { instancePath: instancePath + "/description", schemaPath: "#/properties/description/maxLength", keyword: "maxLength", params: { limit: 200 } };
          vErrors === null ? vErrors = [err7] : vErrors.push(err7), errors++;
        }
      } else {
        let err8 = { instancePath: instancePath + "/description", schemaPath: "#/properties/description/type", keyword: "type", params: { type: "string" } };
        vErrors === null ? vErrors = [err8] : vErrors.push(err8), errors++;
      }
    }
    if (data.host !== void 0) {
      let data2 = data.host;
      if (typeof data2 == "string") {
        if (!pattern22.test(data2)) {
          let err9 = { instancePath: instancePath + "/host", schemaPath: "#/properties/host/pattern", keyword: "pattern", params: { pattern: "^[A-Za-z0-9]([A-Za-z0-9.-]{0,251}[A-Za-z0-9])?$" } };
          vErrors === null ? vErrors = [err9] : vErrors.push(err9), errors++;
        }
      } else {
        let err10 = { instancePath: instancePath + "/host", schemaPath: "#/properties/host/type", keyword: "type", params: { type: "string" } };
        vErrors === null ? vErrors = [err10] : vErrors.push(err10), errors++;
      }
    }
    if (data.port !== void 0) {
      let data3 = data.port;
      if (!(typeof data3 == "number" && !(data3 % 1) && !isNaN(data3) && isFinite(data3))) {
        let err11 = { instancePath: instancePath + "/port", schemaPath: "#/properties/port/type", keyword: "type", params: { type: "integer" } };
        vErrors === null ? vErrors = [err11] : vErrors.push(err11), errors++;
      }
      if (typeof data3 == "number" && isFinite(data3)) {
        if (data3 > 65535 || isNaN(data3)) {
          let err12 = { instancePath: instancePath + "/port", schemaPath: "#/properties/port/maximum", keyword: "maximum", params: { comparison: "<=", limit: 65535 } };
          vErrors === null ? vErrors = [err12] : vErrors.push(err12), errors++;
        }
        if (data3 < 1 || isNaN(data3)) {
          let err13 = { instancePath: instancePath + "/port", schemaPath: "#/properties/port/minimum", keyword: "minimum", params: { comparison: ">=", limit: 1 } };
          vErrors === null ? vErrors = [err13] : vErrors.push(err13), errors++;
        }
      }
    }
    if (data.database !== void 0) {
      let data4 = data.database;
      if (typeof data4 == "string") {
        if (func2(data4) > 63) {
          let err14 = { instancePath: instancePath + "/database", schemaPath: "#/properties/database/maxLength", keyword: "maxLength", params: { limit: 63 } };
          vErrors === null ? vErrors = [err14] : vErrors.push(err14), errors++;
        }
        if (func2(data4) < 1) {
          let err15 = { instancePath: instancePath + "/database", schemaPath: "#/properties/database/minLength", keyword: "minLength", params: { limit: 1 } };
          vErrors === null ? vErrors = [err15] : vErrors.push(err15), errors++;
        }
        if (!pattern23.test(data4)) {
          let err16 = { instancePath: instancePath + "/database", schemaPath: "#/properties/database/pattern", keyword: "pattern", params: { pattern: "^[^\\s\"'\\\\/?&;`$%{}]+$" } };
          vErrors === null ? vErrors = [err16] : vErrors.push(err16), errors++;
        }
      } else {
        let err17 = { instancePath: instancePath + "/database", schemaPath: "#/properties/database/type", keyword: "type", params: { type: "string" } };
        vErrors === null ? vErrors = [err17] : vErrors.push(err17), errors++;
      }
    }
    if (data.secret !== void 0) {
      let data5 = data.secret;
      if (typeof data5 == "string") {
        if (!pattern24.test(data5)) {
          let err18 = { instancePath: instancePath + "/secret", schemaPath: "#/properties/secret/pattern", keyword: "pattern", params: { pattern: "^[A-Za-z0-9/_+=.@-]{1,512}$" } };
          vErrors === null ? vErrors = [err18] : vErrors.push(err18), errors++;
        }
      } else {
        let err19 = { instancePath: instancePath + "/secret", schemaPath: "#/properties/secret/type", keyword: "type", params: { type: "string" } };
        vErrors === null ? vErrors = [err19] : vErrors.push(err19), errors++;
      }
    }
    if (data.movedFrom !== void 0) {
      let data6 = data.movedFrom;
      if (typeof data6 == "string") {
        if (!pattern10.test(data6)) {
          let err20 = { instancePath: instancePath + "/movedFrom", schemaPath: "#/properties/movedFrom/pattern", keyword: "pattern", params: { pattern: "^[a-z][a-z0-9_-]*$" } };
          vErrors === null ? vErrors = [err20] : vErrors.push(err20), errors++;
        }
      } else {
        let err21 = { instancePath: instancePath + "/movedFrom", schemaPath: "#/properties/movedFrom/type", keyword: "type", params: { type: "string" } };
        vErrors === null ? vErrors = [err21] : vErrors.push(err21), errors++;
      }
    }
  } else {
    let err22 = { instancePath, schemaPath: "#/type", keyword: "type", params: { type: "object" } };
    vErrors === null ? vErrors = [err22] : vErrors.push(err22), errors++;
  }
  return validate69.errors = vErrors, errors === 0;
}
validate69.evaluated = { props: !0, dynamicProps: !1, dynamicItems: !1 };
function validate70(data, { instancePath = "", parentData, parentDataProperty, rootData = data, dynamicAnchors = {} } = {}) {
  let vErrors = null, errors = 0, evaluated0 = validate70.evaluated;
  if (evaluated0.dynamicProps && (evaluated0.props = void 0), evaluated0.dynamicItems && (evaluated0.items = void 0), data && typeof data == "object" && !Array.isArray(data)) {
    if (data.type === void 0) {
      let err0 = { instancePath, schemaPath: "#/required", keyword: "required", params: { missingProperty: "type" } };
      vErrors === null ? vErrors = [err0] : vErrors.push(err0), errors++;
    }
    if (data.host === void 0) {
      let err1 = { instancePath, schemaPath: "#/required", keyword: "required", params: { missingProperty: "host" } };
      vErrors === null ? vErrors = [err1] : vErrors.push(err1), errors++;
    }
    if (data.database === void 0) {
      let err2 = { instancePath, schemaPath: "#/required", keyword: "required", params: { missingProperty: "database" } };
      vErrors === null ? vErrors = [err2] : vErrors.push(err2), errors++;
    }
    if (data.secret === void 0) {
      let err3 = { instancePath, schemaPath: "#/required", keyword: "required", params: { missingProperty: "secret" } };
      vErrors === null ? vErrors = [err3] : vErrors.push(err3), errors++;
    }
    for (let key0 in data)
      if (!(key0 === "type" || key0 === "description" || key0 === "host" || key0 === "port" || key0 === "database" || key0 === "secret" || key0 === "movedFrom")) {
        let err4 = { instancePath, schemaPath: "#/additionalProperties", keyword: "additionalProperties", params: { additionalProperty: key0 } };
        vErrors === null ? vErrors = [err4] : vErrors.push(err4), errors++;
      }
    if (data.type !== void 0) {
      let data0 = data.type;
      if (typeof data0 != "string") {
        let err5 = { instancePath: instancePath + "/type", schemaPath: "#/properties/type/type", keyword: "type", params: { type: "string" } };
        vErrors === null ? vErrors = [err5] : vErrors.push(err5), errors++;
      }
      if (data0 !== "postgresql") {
        let err6 = { instancePath: instancePath + "/type", schemaPath: "#/properties/type/const", keyword: "const", params: { allowedValue: "postgresql" } };
        vErrors === null ? vErrors = [err6] : vErrors.push(err6), errors++;
      }
    }
    if (data.description !== void 0) {
      let data1 = data.description;
      if (typeof data1 == "string") {
        if (func2(data1) > 200) {
          let err7 = { instancePath: instancePath + "/description", schemaPath: "#/properties/description/maxLength", keyword: "maxLength", params: { limit: 200 } };
          vErrors === null ? vErrors = [err7] : vErrors.push(err7), errors++;
        }
      } else {
        let err8 = { instancePath: instancePath + "/description", schemaPath: "#/properties/description/type", keyword: "type", params: { type: "string" } };
        vErrors === null ? vErrors = [err8] : vErrors.push(err8), errors++;
      }
    }
    if (data.host !== void 0) {
      let data2 = data.host;
      if (typeof data2 == "string") {
        if (!pattern22.test(data2)) {
          let err9 = { instancePath: instancePath + "/host", schemaPath: "#/properties/host/pattern", keyword: "pattern", params: { pattern: "^[A-Za-z0-9]([A-Za-z0-9.-]{0,251}[A-Za-z0-9])?$" } };
          vErrors === null ? vErrors = [err9] : vErrors.push(err9), errors++;
        }
      } else {
        let err10 = { instancePath: instancePath + "/host", schemaPath: "#/properties/host/type", keyword: "type", params: { type: "string" } };
        vErrors === null ? vErrors = [err10] : vErrors.push(err10), errors++;
      }
    }
    if (data.port !== void 0) {
      let data3 = data.port;
      if (!(typeof data3 == "number" && !(data3 % 1) && !isNaN(data3) && isFinite(data3))) {
        let err11 = { instancePath: instancePath + "/port", schemaPath: "#/properties/port/type", keyword: "type", params: { type: "integer" } };
        vErrors === null ? vErrors = [err11] : vErrors.push(err11), errors++;
      }
      if (typeof data3 == "number" && isFinite(data3)) {
        if (data3 > 65535 || isNaN(data3)) {
          let err12 = { instancePath: instancePath + "/port", schemaPath: "#/properties/port/maximum", keyword: "maximum", params: { comparison: "<=", limit: 65535 } };
          vErrors === null ? vErrors = [err12] : vErrors.push(err12), errors++;
        }
        if (data3 < 1 || isNaN(data3)) {
          let err13 = { instancePath: instancePath + "/port", schemaPath: "#/properties/port/minimum", keyword: "minimum", params: { comparison: ">=", limit: 1 } };
          vErrors === null ? vErrors = [err13] : vErrors.push(err13), errors++;
        }
      }
    }
    if (data.database !== void 0) {
      let data4 = data.database;
      if (typeof data4 == "string") {
        if (func2(data4) > 63) {
          let err14 = { instancePath: instancePath + "/database", schemaPath: "#/properties/database/maxLength", keyword: "maxLength", params: { limit: 63 } };
          vErrors === null ? vErrors = [err14] : vErrors.push(err14), errors++;
        }
        if (func2(data4) < 1) {
          let err15 = { instancePath: instancePath + "/database", schemaPath: "#/properties/database/minLength", keyword: "minLength", params: { limit: 1 } };
          vErrors === null ? vErrors = [err15] : vErrors.push(err15), errors++;
        }
        if (!pattern23.test(data4)) {
          let err16 = { instancePath: instancePath + "/database", schemaPath: "#/properties/database/pattern", keyword: "pattern", params: { pattern: "^[^\\s\"'\\\\/?&;`$%{}]+$" } };
          vErrors === null ? vErrors = [err16] : vErrors.push(err16), errors++;
        }
      } else {
        let err17 = { instancePath: instancePath + "/database", schemaPath: "#/properties/database/type", keyword: "type", params: { type: "string" } };
        vErrors === null ? vErrors = [err17] : vErrors.push(err17), errors++;
      }
    }
    if (data.secret !== void 0) {
      let data5 = data.secret;
      if (typeof data5 == "string") {
        if (!pattern24.test(data5)) {
          let err18 = { instancePath: instancePath + "/secret", schemaPath: "#/properties/secret/pattern", keyword: "pattern", params: { pattern: "^[A-Za-z0-9/_+=.@-]{1,512}$" } };
          vErrors === null ? vErrors = [err18] : vErrors.push(err18), errors++;
        }
      } else {
        let err19 = { instancePath: instancePath + "/secret", schemaPath: "#/properties/secret/type", keyword: "type", params: { type: "string" } };
        vErrors === null ? vErrors = [err19] : vErrors.push(err19), errors++;
      }
    }
    if (data.movedFrom !== void 0) {
      let data6 = data.movedFrom;
      if (typeof data6 == "string") {
        if (!pattern10.test(data6)) {
          let err20 = { instancePath: instancePath + "/movedFrom", schemaPath: "#/properties/movedFrom/pattern", keyword: "pattern", params: { pattern: "^[a-z][a-z0-9_-]*$" } };
          vErrors === null ? vErrors = [err20] : vErrors.push(err20), errors++;
        }
      } else {
        let err21 = { instancePath: instancePath + "/movedFrom", schemaPath: "#/properties/movedFrom/type", keyword: "type", params: { type: "string" } };
        vErrors === null ? vErrors = [err21] : vErrors.push(err21), errors++;
      }
    }
  } else {
    let err22 = { instancePath, schemaPath: "#/type", keyword: "type", params: { type: "object" } };
    vErrors === null ? vErrors = [err22] : vErrors.push(err22), errors++;
  }
  return validate70.errors = vErrors, errors === 0;
}
validate70.evaluated = { props: !0, dynamicProps: !1, dynamicItems: !1 };
var pattern38 = new RegExp("^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$", "u"), pattern39 = new RegExp("^[A-Za-z0-9!_.()/=-]*$", "u"), pattern40 = new RegExp("^arn:aws[a-z-]*:kms:[a-z0-9-]+:[0-9]{12}:key/(mrk-)?[0-9a-f-]+$", "u");
function validate71(data, { instancePath = "", parentData, parentDataProperty, rootData = data, dynamicAnchors = {} } = {}) {
  let vErrors = null, errors = 0, evaluated0 = validate71.evaluated;
  if (evaluated0.dynamicProps && (evaluated0.props = void 0), evaluated0.dynamicItems && (evaluated0.items = void 0), data && typeof data == "object" && !Array.isArray(data)) {
    if (data.type === void 0) {
      let err0 = { instancePath, schemaPath: "#/required", keyword: "required", params: { missingProperty: "type" } };
      vErrors === null ? vErrors = [err0] : vErrors.push(err0), errors++;
    }
    if (data.bucket === void 0) {
      let err1 = { instancePath, schemaPath: "#/required", keyword: "required", params: { missingProperty: "bucket" } };
      vErrors === null ? vErrors = [err1] : vErrors.push(err1), errors++;
    }
    for (let key0 in data)
      if (!(key0 === "type" || key0 === "description" || key0 === "bucket" || key0 === "prefix" || key0 === "format" || key0 === "kmsKey" || key0 === "movedFrom")) {
        let err2 = { instancePath, schemaPath: "#/additionalProperties", keyword: "additionalProperties", params: { additionalProperty: key0 } };
        vErrors === null ? vErrors = [err2] : vErrors.push(err2), errors++;
      }
    if (data.type !== void 0) {
      let data0 = data.type;
      if (typeof data0 != "string") {
        let err3 = { instancePath: instancePath + "/type", schemaPath: "#/properties/type/type", keyword: "type", params: { type: "string" } };
        vErrors === null ? vErrors = [err3] : vErrors.push(err3), errors++;
      }
      if (data0 !== "s3") {
        let err4 = { instancePath: instancePath + "/type", schemaPath: "#/properties/type/const", keyword: "const", params: { allowedValue: "s3" } };
        vErrors === null ? vErrors = [err4] : vErrors.push(err4), errors++;
      }
    }
    if (data.description !== void 0) {
      let data1 = data.description;
      if (typeof data1 == "string") {
        if (func2(data1) > 200) {
          let err5 = { instancePath: instancePath + "/description", schemaPath: "#/properties/description/maxLength", keyword: "maxLength", params: { limit: 200 } };
          vErrors === null ? vErrors = [err5] : vErrors.push(err5), errors++;
        }
      } else {
        let err6 = { instancePath: instancePath + "/description", schemaPath: "#/properties/description/type", keyword: "type", params: { type: "string" } };
        vErrors === null ? vErrors = [err6] : vErrors.push(err6), errors++;
      }
    }
    if (data.bucket !== void 0) {
      let data2 = data.bucket;
      if (typeof data2 == "string") {
        if (!pattern38.test(data2)) {
          let err7 = { instancePath: instancePath + "/bucket", schemaPath: "#/properties/bucket/pattern", keyword: "pattern", params: { pattern: "^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$" } };
          vErrors === null ? vErrors = [err7] : vErrors.push(err7), errors++;
        }
      } else {
        let err8 = { instancePath: instancePath + "/bucket", schemaPath: "#/properties/bucket/type", keyword: "type", params: { type: "string" } };
        vErrors === null ? vErrors = [err8] : vErrors.push(err8), errors++;
      }
    }
    if (data.prefix !== void 0) {
      let data3 = data.prefix;
      if (typeof data3 == "string") {
        if (func2(data3) > 900) {
          let err9 = { instancePath: instancePath + "/prefix", schemaPath: "#/properties/prefix/maxLength", keyword: "maxLength", params: { limit: 900 } };
          vErrors === null ? vErrors = [err9] : vErrors.push(err9), errors++;
        }
        if (!pattern39.test(data3)) {
          let err10 = { instancePath: instancePath + "/prefix", schemaPath: "#/properties/prefix/pattern", keyword: "pattern", params: { pattern: "^[A-Za-z0-9!_.()/=-]*$" } };
          vErrors === null ? vErrors = [err10] : vErrors.push(err10), errors++;
        }
      } else {
        let err11 = { instancePath: instancePath + "/prefix", schemaPath: "#/properties/prefix/type", keyword: "type", params: { type: "string" } };
        vErrors === null ? vErrors = [err11] : vErrors.push(err11), errors++;
      }
    }
    if (data.format !== void 0) {
      let data4 = data.format;
      if (typeof data4 != "string") {
        let err12 = { instancePath: instancePath + "/format", schemaPath: "#/properties/format/type", keyword: "type", params: { type: "string" } };
        vErrors === null ? vErrors = [err12] : vErrors.push(err12), errors++;
      }
      if (!(data4 === "csv" || data4 === "json" || data4 === "parquet" || data4 === "objects")) {
        let err13 = { instancePath: instancePath + "/format", schemaPath: "#/properties/format/enum", keyword: "enum", params: {} };
        vErrors === null ? vErrors = [err13] : vErrors.push(err13), errors++;
      }
    }
    if (data.kmsKey !== void 0) {
      let data5 = data.kmsKey;
      if (typeof data5 == "string") {
        if (!pattern40.test(data5)) {
          let err14 = { instancePath: instancePath + "/kmsKey", schemaPath: "#/properties/kmsKey/pattern", keyword: "pattern", params: { pattern: "^arn:aws[a-z-]*:kms:[a-z0-9-]+:[0-9]{12}:key/(mrk-)?[0-9a-f-]+$" } };
          vErrors === null ? vErrors = [err14] : vErrors.push(err14), errors++;
        }
      } else {
        let err15 = { instancePath: instancePath + "/kmsKey", schemaPath: "#/properties/kmsKey/type", keyword: "type", params: { type: "string" } };
        vErrors === null ? vErrors = [err15] : vErrors.push(err15), errors++;
      }
    }
    if (data.movedFrom !== void 0) {
      let data6 = data.movedFrom;
      if (typeof data6 == "string") {
        if (!pattern10.test(data6)) {
          let err16 = { instancePath: instancePath + "/movedFrom", schemaPath: "#/properties/movedFrom/pattern", keyword: "pattern", params: { pattern: "^[a-z][a-z0-9_-]*$" } };
          vErrors === null ? vErrors = [err16] : vErrors.push(err16), errors++;
        }
      } else {
        let err17 = { instancePath: instancePath + "/movedFrom", schemaPath: "#/properties/movedFrom/type", keyword: "type", params: { type: "string" } };
        vErrors === null ? vErrors = [err17] : vErrors.push(err17), errors++;
      }
    }
  } else {
    let err18 = { instancePath, schemaPath: "#/type", keyword: "type", params: { type: "object" } };
    vErrors === null ? vErrors = [err18] : vErrors.push(err18), errors++;
  }
  return validate71.errors = vErrors, errors === 0;
}
validate71.evaluated = { props: !0, dynamicProps: !1, dynamicItems: !1 };
function validate67(data, { instancePath = "", parentData, parentDataProperty, rootData = data, dynamicAnchors = {} } = {}) {
  let vErrors = null, errors = 0, evaluated0 = validate67.evaluated;
  if (evaluated0.dynamicProps && (evaluated0.props = void 0), evaluated0.dynamicItems && (evaluated0.items = void 0), data && typeof data == "object" && !Array.isArray(data)) {
    let tag0 = data.type;
    if (typeof tag0 == "string")
      if (tag0 === "clickstream") {
        validate68(data, { instancePath, parentData, parentDataProperty, rootData, dynamicAnchors }) || (vErrors = vErrors === null ? validate68.errors : append(vErrors, validate68.errors), errors = vErrors.length);
        var props0 = !0;
      } else if (tag0 === "mysql")
        validate69(data, { instancePath, parentData, parentDataProperty, rootData, dynamicAnchors }) || (vErrors = vErrors === null ? validate69.errors : append(vErrors, validate69.errors), errors = vErrors.length), props0 !== !0 && (props0 = !0);
      else if (tag0 === "postgresql")
        validate70(data, { instancePath, parentData, parentDataProperty, rootData, dynamicAnchors }) || (vErrors = vErrors === null ? validate70.errors : append(vErrors, validate70.errors), errors = vErrors.length), props0 !== !0 && (props0 = !0);
      else if (tag0 === "s3")
        validate71(data, { instancePath, parentData, parentDataProperty, rootData, dynamicAnchors }) || (vErrors = vErrors === null ? validate71.errors : append(vErrors, validate71.errors), errors = vErrors.length), props0 !== !0 && (props0 = !0);
      else {
        let err0 = { instancePath, schemaPath: "#/discriminator", keyword: "discriminator", params: { error: "mapping", tag: "type", tagValue: tag0 } };
        vErrors === null ? vErrors = [err0] : vErrors.push(err0), errors++;
      }
    else {
      let err1 = { instancePath, schemaPath: "#/discriminator", keyword: "discriminator", params: { error: "tag", tag: "type", tagValue: tag0 } };
      vErrors === null ? vErrors = [err1] : vErrors.push(err1), errors++;
    }
  } else {
    let err2 = { instancePath, schemaPath: "#/type", keyword: "type", params: { type: "object" } };
    vErrors === null ? vErrors = [err2] : vErrors.push(err2), errors++;
  }
  return validate67.errors = vErrors, evaluated0.props = props0, errors === 0;
}
validate67.evaluated = { dynamicProps: !0, dynamicItems: !1 };
function validate78(data, { instancePath = "", parentData, parentDataProperty, rootData = data, dynamicAnchors = {} } = {}) {
  let vErrors = null, errors = 0, evaluated0 = validate78.evaluated;
  if (evaluated0.dynamicProps && (evaluated0.props = void 0), evaluated0.dynamicItems && (evaluated0.items = void 0), data && typeof data == "object" && !Array.isArray(data)) {
    for (let key0 in data)
      if (!(key0 === "cursor" || key0 === "key" || key0 === "as")) {
        let err0 = { instancePath, schemaPath: "#/additionalProperties", keyword: "additionalProperties", params: { additionalProperty: key0 } };
        vErrors === null ? vErrors = [err0] : vErrors.push(err0), errors++;
      }
    if (data.cursor !== void 0) {
      let data0 = data.cursor;
      if (typeof data0 == "string") {
        if (func2(data0) > 128) {
          let err1 = { instancePath: instancePath + "/cursor", schemaPath: "#/properties/cursor/maxLength", keyword: "maxLength", params: { limit: 128 } };
          vErrors === null ? vErrors = [err1] : vErrors.push(err1), errors++;
        }
        if (func2(data0) < 1) {
          let err2 = { instancePath: instancePath + "/cursor", schemaPath: "#/properties/cursor/minLength", keyword: "minLength", params: { limit: 1 } };
          vErrors === null ? vErrors = [err2] : vErrors.push(err2), errors++;
        }
      } else {
        let err3 = { instancePath: instancePath + "/cursor", schemaPath: "#/properties/cursor/type", keyword: "type", params: { type: "string" } };
        vErrors === null ? vErrors = [err3] : vErrors.push(err3), errors++;
      }
    }
    if (data.key !== void 0) {
      let data1 = data.key;
      if (Array.isArray(data1)) {
        if (data1.length < 1) {
          let err4 = { instancePath: instancePath + "/key", schemaPath: "#/properties/key/minItems", keyword: "minItems", params: { limit: 1 } };
          vErrors === null ? vErrors = [err4] : vErrors.push(err4), errors++;
        }
        let len0 = data1.length;
        for (let i0 = 0; i0 < len0; i0++) {
          let data2 = data1[i0];
          if (typeof data2 == "string") {
            if (func2(data2) > 128) {
              let err5 = { instancePath: instancePath + "/key/" + i0, schemaPath: "#/properties/key/items/maxLength", keyword: "maxLength", params: { limit: 128 } };
              vErrors === null ? vErrors = [err5] : vErrors.push(err5), errors++;
            }
            if (func2(data2) < 1) {
              let err6 = { instancePath: instancePath + "/key/" + i0, schemaPath: "#/properties/key/items/minLength", keyword: "minLength", params: { limit: 1 } };
              vErrors === null ? vErrors = [err6] : vErrors.push(err6), errors++;
            }
          } else {
            let err7 = { instancePath: instancePath + "/key/" + i0, schemaPath: "#/properties/key/items/type", keyword: "type", params: { type: "string" } };
            vErrors === null ? vErrors = [err7] : vErrors.push(err7), errors++;
          }
        }
        let i1 = data1.length, j0;
        if (i1 > 1) {
          let indices0 = {};
          for (; i1--; ) {
            let item0 = data1[i1];
            if (typeof item0 == "string") {
              if (typeof indices0[item0] == "number") {
                j0 = indices0[item0];
                let err8 = { instancePath: instancePath + "/key", schemaPath: "#/properties/key/uniqueItems", keyword: "uniqueItems", params: { i: i1, j: j0 } };
                vErrors === null ? vErrors = [err8] : vErrors.push(err8), errors++;
                break;
              }
              indices0[item0] = i1;
            }
          }
        }
      } else {
        let err9 = { instancePath: instancePath + "/key", schemaPath: "#/properties/key/type", keyword: "type", params: { type: "array" } };
        vErrors === null ? vErrors = [err9] : vErrors.push(err9), errors++;
      }
    }
    if (data.as !== void 0) {
      let data3 = data.as;
      if (typeof data3 == "string") {
        if (func2(data3) > 63) {
          let err10 = { instancePath: instancePath + "/as", schemaPath: "#/properties/as/maxLength", keyword: "maxLength", params: { limit: 63 } };
          vErrors === null ? vErrors = [err10] : vErrors.push(err10), errors++;
        }
        if (!pattern10.test(data3)) {
          let err11 = { instancePath: instancePath + "/as", schemaPath: "#/properties/as/pattern", keyword: "pattern", params: { pattern: "^[a-z][a-z0-9_-]*$" } };
          vErrors === null ? vErrors = [err11] : vErrors.push(err11), errors++;
        }
      } else {
        let err12 = { instancePath: instancePath + "/as", schemaPath: "#/properties/as/type", keyword: "type", params: { type: "string" } };
        vErrors === null ? vErrors = [err12] : vErrors.push(err12), errors++;
      }
    }
  } else {
    let err13 = { instancePath, schemaPath: "#/type", keyword: "type", params: { type: "object" } };
    vErrors === null ? vErrors = [err13] : vErrors.push(err13), errors++;
  }
  return validate78.errors = vErrors, errors === 0;
}
validate78.evaluated = { props: !0, dynamicProps: !1, dynamicItems: !1 };
var pattern44 = new RegExp("^[0-9]+ (minute|hour|day)s?$", "u");
function validate80(data, { instancePath = "", parentData, parentDataProperty, rootData = data, dynamicAnchors = {} } = {}) {
  let vErrors = null, errors = 0, evaluated0 = validate80.evaluated;
  if (evaluated0.dynamicProps && (evaluated0.props = void 0), evaluated0.dynamicItems && (evaluated0.items = void 0), data && typeof data == "object" && !Array.isArray(data)) {
    if (Object.keys(data).length < 1) {
      let err0 = { instancePath, schemaPath: "#/minProperties", keyword: "minProperties", params: { limit: 1 } };
      vErrors === null ? vErrors = [err0] : vErrors.push(err0), errors++;
    }
    for (let key0 in data)
      if (!(key0 === "every" || key0 === "cron" || key0 === "timezone" || key0 === "on")) {
        let err1 = { instancePath, schemaPath: "#/additionalProperties", keyword: "additionalProperties", params: { additionalProperty: key0 } };
        vErrors === null ? vErrors = [err1] : vErrors.push(err1), errors++;
      }
    if (data.every !== void 0) {
      let data0 = data.every;
      if (typeof data0 == "string") {
        if (!pattern44.test(data0)) {
          let err2 = { instancePath: instancePath + "/every", schemaPath: "#/properties/every/pattern", keyword: "pattern", params: { pattern: "^[0-9]+ (minute|hour|day)s?$" } };
          vErrors === null ? vErrors = [err2] : vErrors.push(err2), errors++;
        }
      } else {
        let err3 = { instancePath: instancePath + "/every", schemaPath: "#/properties/every/type", keyword: "type", params: { type: "string" } };
        vErrors === null ? vErrors = [err3] : vErrors.push(err3), errors++;
      }
    }
    if (data.cron !== void 0) {
      let data1 = data.cron;
      if (typeof data1 == "string") {
        if (func2(data1) > 200) {
          let err4 = { instancePath: instancePath + "/cron", schemaPath: "#/properties/cron/maxLength", keyword: "maxLength", params: { limit: 200 } };
          vErrors === null ? vErrors = [err4] : vErrors.push(err4), errors++;
        }
        if (func2(data1) < 1) {
          let err5 = { instancePath: instancePath + "/cron", schemaPath: "#/properties/cron/minLength", keyword: "minLength", params: { limit: 1 } };
          vErrors === null ? vErrors = [err5] : vErrors.push(err5), errors++;
        }
      } else {
        let err6 = { instancePath: instancePath + "/cron", schemaPath: "#/properties/cron/type", keyword: "type", params: { type: "string" } };
        vErrors === null ? vErrors = [err6] : vErrors.push(err6), errors++;
      }
    }
    if (data.timezone !== void 0) {
      let data2 = data.timezone;
      if (typeof data2 == "string") {
        if (func2(data2) < 1) {
          let err7 = { instancePath: instancePath + "/timezone", schemaPath: "#/properties/timezone/minLength", keyword: "minLength", params: { limit: 1 } };
          vErrors === null ? vErrors = [err7] : vErrors.push(err7), errors++;
        }
      } else {
        let err8 = { instancePath: instancePath + "/timezone", schemaPath: "#/properties/timezone/type", keyword: "type", params: { type: "string" } };
        vErrors === null ? vErrors = [err8] : vErrors.push(err8), errors++;
      }
    }
    if (data.on !== void 0) {
      let data3 = data.on;
      if (typeof data3 != "string") {
        let err9 = { instancePath: instancePath + "/on", schemaPath: "#/properties/on/type", keyword: "type", params: { type: "string" } };
        vErrors === null ? vErrors = [err9] : vErrors.push(err9), errors++;
      }
      if (data3 !== "arrival") {
        let err10 = { instancePath: instancePath + "/on", schemaPath: "#/properties/on/enum", keyword: "enum", params: {} };
        vErrors === null ? vErrors = [err10] : vErrors.push(err10), errors++;
      }
    }
  } else {
    let err11 = { instancePath, schemaPath: "#/type", keyword: "type", params: { type: "object" } };
    vErrors === null ? vErrors = [err11] : vErrors.push(err11), errors++;
  }
  return validate80.errors = vErrors, errors === 0;
}
validate80.evaluated = { props: !0, dynamicProps: !1, dynamicItems: !1 };
function validate77(data, { instancePath = "", parentData, parentDataProperty, rootData = data, dynamicAnchors = {} } = {}) {
  let vErrors = null, errors = 0, evaluated0 = validate77.evaluated;
  if (evaluated0.dynamicProps && (evaluated0.props = void 0), evaluated0.dynamicItems && (evaluated0.items = void 0), data && typeof data == "object" && !Array.isArray(data)) {
    if (data.from === void 0) {
      let err0 = { instancePath, schemaPath: "#/required", keyword: "required", params: { missingProperty: "from" } };
      vErrors === null ? vErrors = [err0] : vErrors.push(err0), errors++;
    }
    if (data.to === void 0) {
      let err1 = { instancePath, schemaPath: "#/required", keyword: "required", params: { missingProperty: "to" } };
      vErrors === null ? vErrors = [err1] : vErrors.push(err1), errors++;
    }
    for (let key0 in data)
      if (!(key0 === "description" || key0 === "from" || key0 === "to" || key0 === "tables" || key0 === "schedule" || key0 === "movedFrom")) {
        let err2 = { instancePath, schemaPath: "#/additionalProperties", keyword: "additionalProperties", params: { additionalProperty: key0 } };
        vErrors === null ? vErrors = [err2] : vErrors.push(err2), errors++;
      }
    if (data.description !== void 0) {
      let data0 = data.description;
      if (typeof data0 == "string") {
        if (func2(data0) > 200) {
          let err3 = { instancePath: instancePath + "/description", schemaPath: "#/properties/description/maxLength", keyword: "maxLength", params: { limit: 200 } };
          vErrors === null ? vErrors = [err3] : vErrors.push(err3), errors++;
        }
      } else {
        let err4 = { instancePath: instancePath + "/description", schemaPath: "#/properties/description/type", keyword: "type", params: { type: "string" } };
        vErrors === null ? vErrors = [err4] : vErrors.push(err4), errors++;
      }
    }
    if (data.from !== void 0) {
      let data1 = data.from;
      if (typeof data1 == "string") {
        if (func2(data1) < 1) {
          let err5 = { instancePath: instancePath + "/from", schemaPath: "#/properties/from/minLength", keyword: "minLength", params: { limit: 1 } };
          vErrors === null ? vErrors = [err5] : vErrors.push(err5), errors++;
        }
      } else {
        let err6 = { instancePath: instancePath + "/from", schemaPath: "#/properties/from/type", keyword: "type", params: { type: "string" } };
        vErrors === null ? vErrors = [err6] : vErrors.push(err6), errors++;
      }
    }
    if (data.to !== void 0) {
      let data2 = data.to;
      if (typeof data2 == "string") {
        if (func2(data2) < 1) {
          let err7 = { instancePath: instancePath + "/to", schemaPath: "#/properties/to/minLength", keyword: "minLength", params: { limit: 1 } };
          vErrors === null ? vErrors = [err7] : vErrors.push(err7), errors++;
        }
      } else {
        let err8 = { instancePath: instancePath + "/to", schemaPath: "#/properties/to/type", keyword: "type", params: { type: "string" } };
        vErrors === null ? vErrors = [err8] : vErrors.push(err8), errors++;
      }
    }
    if (data.tables !== void 0) {
      let data3 = data.tables;
      if (data3 && typeof data3 == "object" && !Array.isArray(data3)) {
        if (Object.keys(data3).length < 1) {
          let err9 = { instancePath: instancePath + "/tables", schemaPath: "#/properties/tables/minProperties", keyword: "minProperties", params: { limit: 1 } };
          vErrors === null ? vErrors = [err9] : vErrors.push(err9), errors++;
        }
        for (let key1 in data3) {
          let _errs10 = errors;
          if (typeof key1 == "string") {
            if (func2(key1) > 200) {
              let err10 = { instancePath: instancePath + "/tables", schemaPath: "#/properties/tables/propertyNames/maxLength", keyword: "maxLength", params: { limit: 200 }, propertyName: key1 };
              vErrors === null ? vErrors = [err10] : vErrors.push(err10), errors++;
            }
            if (func2(key1) < 1) {
              let err11 = { instancePath: instancePath + "/tables", schemaPath: "#/properties/tables/propertyNames/minLength", keyword: "minLength", params: { limit: 1 }, propertyName: key1 };
              vErrors === null ? vErrors = [err11] : vErrors.push(err11), errors++;
            }
          }
          var valid1 = _errs10 === errors;
          if (!valid1) {
            let err12 = { instancePath: instancePath + "/tables", schemaPath: "#/properties/tables/propertyNames", keyword: "propertyNames", params: { propertyName: key1 } };
            vErrors === null ? vErrors = [err12] : vErrors.push(err12), errors++;
          }
        }
        for (let key2 in data3)
          validate78(data3[key2], { instancePath: instancePath + "/tables/" + key2.replace(/~/g, "~0").replace(/\//g, "~1"), parentData: data3, parentDataProperty: key2, rootData, dynamicAnchors }) || (vErrors = vErrors === null ? validate78.errors : append(vErrors, validate78.errors), errors = vErrors.length);
      } else {
        let err13 = { instancePath: instancePath + "/tables", schemaPath: "#/properties/tables/type", keyword: "type", params: { type: "object" } };
        vErrors === null ? vErrors = [err13] : vErrors.push(err13), errors++;
      }
    }
    if (data.schedule !== void 0 && (validate80(data.schedule, { instancePath: instancePath + "/schedule", parentData: data, parentDataProperty: "schedule", rootData, dynamicAnchors }) || (vErrors = vErrors === null ? validate80.errors : append(vErrors, validate80.errors), errors = vErrors.length)), data.movedFrom !== void 0) {
      let data6 = data.movedFrom;
      if (typeof data6 == "string") {
        if (!pattern10.test(data6)) {
          let err14 = { instancePath: instancePath + "/movedFrom", schemaPath: "#/properties/movedFrom/pattern", keyword: "pattern", params: { pattern: "^[a-z][a-z0-9_-]*$" } };
          vErrors === null ? vErrors = [err14] : vErrors.push(err14), errors++;
        }
      } else {
        let err15 = { instancePath: instancePath + "/movedFrom", schemaPath: "#/properties/movedFrom/type", keyword: "type", params: { type: "string" } };
        vErrors === null ? vErrors = [err15] : vErrors.push(err15), errors++;
      }
    }
  } else {
    let err16 = { instancePath, schemaPath: "#/type", keyword: "type", params: { type: "object" } };
    vErrors === null ? vErrors = [err16] : vErrors.push(err16), errors++;
  }
  return validate77.errors = vErrors, errors === 0;
}
validate77.evaluated = { props: !0, dynamicProps: !1, dynamicItems: !1 };
var schema36 = { type: "object", minProperties: 1, maxProperties: 1, additionalProperties: !1, properties: { not_null: { type: "array", minItems: 1, uniqueItems: !0, items: { type: "string", minLength: 1, maxLength: 128 } }, unique: { type: "array", minItems: 1, uniqueItems: !0, items: { type: "string", minLength: 1, maxLength: 128 } }, accepted_values: { type: "object", minProperties: 1, additionalProperties: { type: "array", minItems: 1, items: { type: ["string", "number", "boolean"] } } }, relationships: { type: "object", minProperties: 1, additionalProperties: { type: "string", minLength: 1 } }, sql: { type: "string", minLength: 1 } } };
function validate84(data, { instancePath = "", parentData, parentDataProperty, rootData = data, dynamicAnchors = {} } = {}) {
  let vErrors = null, errors = 0, evaluated0 = validate84.evaluated;
  if (evaluated0.dynamicProps && (evaluated0.props = void 0), evaluated0.dynamicItems && (evaluated0.items = void 0), data && typeof data == "object" && !Array.isArray(data)) {
    if (Object.keys(data).length > 1) {
      let err0 = { instancePath, schemaPath: "#/maxProperties", keyword: "maxProperties", params: { limit: 1 } };
      vErrors === null ? vErrors = [err0] : vErrors.push(err0), errors++;
    }
    if (Object.keys(data).length < 1) {
      let err1 = { instancePath, schemaPath: "#/minProperties", keyword: "minProperties", params: { limit: 1 } };
      vErrors === null ? vErrors = [err1] : vErrors.push(err1), errors++;
    }
    for (let key0 in data)
      if (!(key0 === "not_null" || key0 === "unique" || key0 === "accepted_values" || key0 === "relationships" || key0 === "sql")) {
        let err2 = { instancePath, schemaPath: "#/additionalProperties", keyword: "additionalProperties", params: { additionalProperty: key0 } };
        vErrors === null ? vErrors = [err2] : vErrors.push(err2), errors++;
      }
    if (data.not_null !== void 0) {
      let data0 = data.not_null;
      if (Array.isArray(data0)) {
        if (data0.length < 1) {
          let err3 = { instancePath: instancePath + "/not_null", schemaPath: "#/properties/not_null/minItems", keyword: "minItems", params: { limit: 1 } };
          vErrors === null ? vErrors = [err3] : vErrors.push(err3), errors++;
        }
        let len0 = data0.length;
        for (let i0 = 0; i0 < len0; i0++) {
          let data1 = data0[i0];
          if (typeof data1 == "string") {
            if (func2(data1) > 128) {
              let err4 = { instancePath: instancePath + "/not_null/" + i0, schemaPath: "#/properties/not_null/items/maxLength", keyword: "maxLength", params: { limit: 128 } };
              vErrors === null ? vErrors = [err4] : vErrors.push(err4), errors++;
            }
            if (func2(data1) < 1) {
              let err5 = { instancePath: instancePath + "/not_null/" + i0, schemaPath: "#/properties/not_null/items/minLength", keyword: "minLength", params: { limit: 1 } };
              vErrors === null ? vErrors = [err5] : vErrors.push(err5), errors++;
            }
          } else {
            let err6 = { instancePath: instancePath + "/not_null/" + i0, schemaPath: "#/properties/not_null/items/type", keyword: "type", params: { type: "string" } };
            vErrors === null ? vErrors = [err6] : vErrors.push(err6), errors++;
          }
        }
        let i1 = data0.length, j0;
        if (i1 > 1) {
          let indices0 = {};
          for (; i1--; ) {
            let item0 = data0[i1];
            if (typeof item0 == "string") {
              if (typeof indices0[item0] == "number") {
                j0 = indices0[item0];
                let err7 = { instancePath: instancePath + "/not_null", schemaPath: "#/properties/not_null/uniqueItems", keyword: "uniqueItems", params: { i: i1, j: j0 } };
                vErrors === null ? vErrors = [err7] : vErrors.push(err7), errors++;
                break;
              }
              indices0[item0] = i1;
            }
          }
        }
      } else {
        let err8 = { instancePath: instancePath + "/not_null", schemaPath: "#/properties/not_null/type", keyword: "type", params: { type: "array" } };
        vErrors === null ? vErrors = [err8] : vErrors.push(err8), errors++;
      }
    }
    if (data.unique !== void 0) {
      let data2 = data.unique;
      if (Array.isArray(data2)) {
        if (data2.length < 1) {
          let err9 = { instancePath: instancePath + "/unique", schemaPath: "#/properties/unique/minItems", keyword: "minItems", params: { limit: 1 } };
          vErrors === null ? vErrors = [err9] : vErrors.push(err9), errors++;
        }
        let len1 = data2.length;
        for (let i2 = 0; i2 < len1; i2++) {
          let data3 = data2[i2];
          if (typeof data3 == "string") {
            if (func2(data3) > 128) {
              let err10 = { instancePath: instancePath + "/unique/" + i2, schemaPath: "#/properties/unique/items/maxLength", keyword: "maxLength", params: { limit: 128 } };
              vErrors === null ? vErrors = [err10] : vErrors.push(err10), errors++;
            }
            if (func2(data3) < 1) {
              let err11 = { instancePath: instancePath + "/unique/" + i2, schemaPath: "#/properties/unique/items/minLength", keyword: "minLength", params: { limit: 1 } };
              vErrors === null ? vErrors = [err11] : vErrors.push(err11), errors++;
            }
          } else {
            let err12 = { instancePath: instancePath + "/unique/" + i2, schemaPath: "#/properties/unique/items/type", keyword: "type", params: { type: "string" } };
            vErrors === null ? vErrors = [err12] : vErrors.push(err12), errors++;
          }
        }
        let i3 = data2.length, j1;
        if (i3 > 1) {
          let indices1 = {};
          for (; i3--; ) {
            let item1 = data2[i3];
            if (typeof item1 == "string") {
              if (typeof indices1[item1] == "number") {
                j1 = indices1[item1];
                let err13 = { instancePath: instancePath + "/unique", schemaPath: "#/properties/unique/uniqueItems", keyword: "uniqueItems", params: { i: i3, j: j1 } };
                vErrors === null ? vErrors = [err13] : vErrors.push(err13), errors++;
                break;
              }
              indices1[item1] = i3;
            }
          }
        }
      } else {
        let err14 = { instancePath: instancePath + "/unique", schemaPath: "#/properties/unique/type", keyword: "type", params: { type: "array" } };
        vErrors === null ? vErrors = [err14] : vErrors.push(err14), errors++;
      }
    }
    if (data.accepted_values !== void 0) {
      let data4 = data.accepted_values;
      if (data4 && typeof data4 == "object" && !Array.isArray(data4)) {
        if (Object.keys(data4).length < 1) {
          let err15 = { instancePath: instancePath + "/accepted_values", schemaPath: "#/properties/accepted_values/minProperties", keyword: "minProperties", params: { limit: 1 } };
          vErrors === null ? vErrors = [err15] : vErrors.push(err15), errors++;
        }
        for (let key1 in data4) {
          let data5 = data4[key1];
          if (Array.isArray(data5)) {
            if (data5.length < 1) {
              let err16 = { instancePath: instancePath + "/accepted_values/" + key1.replace(/~/g, "~0").replace(/\//g, "~1"), schemaPath: "#/properties/accepted_values/additionalProperties/minItems", keyword: "minItems", params: { limit: 1 } };
              vErrors === null ? vErrors = [err16] : vErrors.push(err16), errors++;
            }
            let len2 = data5.length;
            for (let i4 = 0; i4 < len2; i4++) {
              let data6 = data5[i4];
              if (typeof data6 != "string" && !(typeof data6 == "number" && isFinite(data6)) && typeof data6 != "boolean") {
                let err17 = { instancePath: instancePath + "/accepted_values/" + key1.replace(/~/g, "~0").replace(/\//g, "~1") + "/" + i4, schemaPath: "#/properties/accepted_values/additionalProperties/items/type", keyword: "type", params: { type: schema36.properties.accepted_values.additionalProperties.items.type } };
                vErrors === null ? vErrors = [err17] : vErrors.push(err17), errors++;
              }
            }
          } else {
            let err18 = { instancePath: instancePath + "/accepted_values/" + key1.replace(/~/g, "~0").replace(/\//g, "~1"), schemaPath: "#/properties/accepted_values/additionalProperties/type", keyword: "type", params: { type: "array" } };
            vErrors === null ? vErrors = [err18] : vErrors.push(err18), errors++;
          }
        }
      } else {
        let err19 = { instancePath: instancePath + "/accepted_values", schemaPath: "#/properties/accepted_values/type", keyword: "type", params: { type: "object" } };
        vErrors === null ? vErrors = [err19] : vErrors.push(err19), errors++;
      }
    }
    if (data.relationships !== void 0) {
      let data7 = data.relationships;
      if (data7 && typeof data7 == "object" && !Array.isArray(data7)) {
        if (Object.keys(data7).length < 1) {
          let err20 = { instancePath: instancePath + "/relationships", schemaPath: "#/properties/relationships/minProperties", keyword: "minProperties", params: { limit: 1 } };
          vErrors === null ? vErrors = [err20] : vErrors.push(err20), errors++;
        }
        for (let key2 in data7) {
          let data8 = data7[key2];
          if (typeof data8 == "string") {
            if (func2(data8) < 1) {
              let err21 = { instancePath: instancePath + "/relationships/" + key2.replace(/~/g, "~0").replace(/\//g, "~1"), schemaPath: "#/properties/relationships/additionalProperties/minLength", keyword: "minLength", params: { limit: 1 } };
              vErrors === null ? vErrors = [err21] : vErrors.push(err21), errors++;
            }
          } else {
            let err22 = { instancePath: instancePath + "/relationships/" + key2.replace(/~/g, "~0").replace(/\//g, "~1"), schemaPath: "#/properties/relationships/additionalProperties/type", keyword: "type", params: { type: "string" } };
            vErrors === null ? vErrors = [err22] : vErrors.push(err22), errors++;
          }
        }
      } else {
        let err23 = { instancePath: instancePath + "/relationships", schemaPath: "#/properties/relationships/type", keyword: "type", params: { type: "object" } };
        vErrors === null ? vErrors = [err23] : vErrors.push(err23), errors++;
      }
    }
    if (data.sql !== void 0) {
      let data9 = data.sql;
      if (typeof data9 == "string") {
        if (func2(data9) < 1) {
          let err24 = { instancePath: instancePath + "/sql", schemaPath: "#/properties/sql/minLength", keyword: "minLength", params: { limit: 1 } };
          vErrors === null ? vErrors = [err24] : vErrors.push(err24), errors++;
        }
      } else {
        let err25 = { instancePath: instancePath + "/sql", schemaPath: "#/properties/sql/type", keyword: "type", params: { type: "string" } };
        vErrors === null ? vErrors = [err25] : vErrors.push(err25), errors++;
      }
    }
  } else {
    let err26 = { instancePath, schemaPath: "#/type", keyword: "type", params: { type: "object" } };
    vErrors === null ? vErrors = [err26] : vErrors.push(err26), errors++;
  }
  return validate84.errors = vErrors, errors === 0;
}
validate84.evaluated = { props: !0, dynamicProps: !1, dynamicItems: !1 };
function validate83(data, { instancePath = "", parentData, parentDataProperty, rootData = data, dynamicAnchors = {} } = {}) {
  let vErrors = null, errors = 0, evaluated0 = validate83.evaluated;
  if (evaluated0.dynamicProps && (evaluated0.props = void 0), evaluated0.dynamicItems && (evaluated0.items = void 0), data && typeof data == "object" && !Array.isArray(data)) {
    if (data.sql === void 0) {
      let err0 = { instancePath, schemaPath: "#/required", keyword: "required", params: { missingProperty: "sql" } };
      vErrors === null ? vErrors = [err0] : vErrors.push(err0), errors++;
    }
    if (data.to === void 0) {
      let err1 = { instancePath, schemaPath: "#/required", keyword: "required", params: { missingProperty: "to" } };
      vErrors === null ? vErrors = [err1] : vErrors.push(err1), errors++;
    }
    for (let key0 in data)
      if (!(key0 === "description" || key0 === "sql" || key0 === "to" || key0 === "materialize" || key0 === "checks" || key0 === "schedule" || key0 === "movedFrom")) {
        let err2 = { instancePath, schemaPath: "#/additionalProperties", keyword: "additionalProperties", params: { additionalProperty: key0 } };
        vErrors === null ? vErrors = [err2] : vErrors.push(err2), errors++;
      }
    if (data.description !== void 0) {
      let data0 = data.description;
      if (typeof data0 == "string") {
        if (func2(data0) > 200) {
          let err3 = { instancePath: instancePath + "/description", schemaPath: "#/properties/description/maxLength", keyword: "maxLength", params: { limit: 200 } };
          vErrors === null ? vErrors = [err3] : vErrors.push(err3), errors++;
        }
      } else {
        let err4 = { instancePath: instancePath + "/description", schemaPath: "#/properties/description/type", keyword: "type", params: { type: "string" } };
        vErrors === null ? vErrors = [err4] : vErrors.push(err4), errors++;
      }
    }
    if (data.sql !== void 0) {
      let data1 = data.sql;
      if (typeof data1 == "string") {
        if (func2(data1) < 1) {
          let err5 = { instancePath: instancePath + "/sql", schemaPath: "#/properties/sql/minLength", keyword: "minLength", params: { limit: 1 } };
          vErrors === null ? vErrors = [err5] : vErrors.push(err5), errors++;
        }
      } else {
        let err6 = { instancePath: instancePath + "/sql", schemaPath: "#/properties/sql/type", keyword: "type", params: { type: "string" } };
        vErrors === null ? vErrors = [err6] : vErrors.push(err6), errors++;
      }
    }
    if (data.to !== void 0) {
      let data2 = data.to;
      if (typeof data2 == "string") {
        if (func2(data2) < 1) {
          let err7 = { instancePath: instancePath + "/to", schemaPath: "#/properties/to/minLength", keyword: "minLength", params: { limit: 1 } };
          vErrors === null ? vErrors = [err7] : vErrors.push(err7), errors++;
        }
      } else {
        let err8 = { instancePath: instancePath + "/to", schemaPath: "#/properties/to/type", keyword: "type", params: { type: "string" } };
        vErrors === null ? vErrors = [err8] : vErrors.push(err8), errors++;
      }
    }
    if (data.materialize !== void 0) {
      let data3 = data.materialize, _errs9 = errors, valid1 = !1, passing0 = null, _errs10 = errors;
      if (typeof data3 != "string") {
        let err9 = { instancePath: instancePath + "/materialize", schemaPath: "#/properties/materialize/oneOf/0/type", keyword: "type", params: { type: "string" } };
        vErrors === null ? vErrors = [err9] : vErrors.push(err9), errors++;
      }
      if (!(data3 === "table" || data3 === "view")) {
        let err10 = { instancePath: instancePath + "/materialize", schemaPath: "#/properties/materialize/oneOf/0/enum", keyword: "enum", params: {} };
        vErrors === null ? vErrors = [err10] : vErrors.push(err10), errors++;
      }
      var _valid0 = _errs10 === errors;
      _valid0 && (valid1 = !0, passing0 = 0);
      let _errs12 = errors;
      if (data3 && typeof data3 == "object" && !Array.isArray(data3)) {
        if (data3.incremental === void 0) {
          let err11 = { instancePath: instancePath + "/materialize", schemaPath: "#/properties/materialize/oneOf/1/required", keyword: "required", params: { missingProperty: "incremental" } };
          vErrors === null ? vErrors = [err11] : vErrors.push(err11), errors++;
        }
        for (let key1 in data3)
          if (key1 !== "incremental") {
            let err12 = { instancePath: instancePath + "/materialize", schemaPath: "#/properties/materialize/oneOf/1/additionalProperties", keyword: "additionalProperties", params: { additionalProperty: key1 } };
            vErrors === null ? vErrors = [err12] : vErrors.push(err12), errors++;
          }
        if (data3.incremental !== void 0) {
          let data4 = data3.incremental;
          if (Array.isArray(data4)) {
            if (data4.length < 1) {
              let err13 = { instancePath: instancePath + "/materialize/incremental", schemaPath: "#/properties/materialize/oneOf/1/properties/incremental/minItems", keyword: "minItems", params: { limit: 1 } };
              vErrors === null ? vErrors = [err13] : vErrors.push(err13), errors++;
            }
            let len0 = data4.length;
            for (let i0 = 0; i0 < len0; i0++) {
              let data5 = data4[i0];
              if (typeof data5 == "string") {
                if (func2(data5) > 128) {
                  let err14 = { instancePath: instancePath + "/materialize/incremental/" + i0, schemaPath: "#/properties/materialize/oneOf/1/properties/incremental/items/maxLength", keyword: "maxLength", params: { limit: 128 } };
                  vErrors === null ? vErrors = [err14] : vErrors.push(err14), errors++;
                }
                if (func2(data5) < 1) {
                  let err15 = { instancePath: instancePath + "/materialize/incremental/" + i0, schemaPath: "#/properties/materialize/oneOf/1/properties/incremental/items/minLength", keyword: "minLength", params: { limit: 1 } };
                  vErrors === null ? vErrors = [err15] : vErrors.push(err15), errors++;
                }
              } else {
                let err16 = { instancePath: instancePath + "/materialize/incremental/" + i0, schemaPath: "#/properties/materialize/oneOf/1/properties/incremental/items/type", keyword: "type", params: { type: "string" } };
                vErrors === null ? vErrors = [err16] : vErrors.push(err16), errors++;
              }
            }
            let i1 = data4.length, j0;
            if (i1 > 1) {
              let indices0 = {};
              for (; i1--; ) {
                let item0 = data4[i1];
                if (typeof item0 == "string") {
                  if (typeof indices0[item0] == "number") {
                    j0 = indices0[item0];
                    let err17 = { instancePath: instancePath + "/materialize/incremental", schemaPath: "#/properties/materialize/oneOf/1/properties/incremental/uniqueItems", keyword: "uniqueItems", params: { i: i1, j: j0 } };
                    vErrors === null ? vErrors = [err17] : vErrors.push(err17), errors++;
                    break;
                  }
                  indices0[item0] = i1;
                }
              }
            }
          } else {
            let err18 = { instancePath: instancePath + "/materialize/incremental", schemaPath: "#/properties/materialize/oneOf/1/properties/incremental/type", keyword: "type", params: { type: "array" } };
            vErrors === null ? vErrors = [err18] : vErrors.push(err18), errors++;
          }
        }
      } else {
        let err19 = { instancePath: instancePath + "/materialize", schemaPath: "#/properties/materialize/oneOf/1/type", keyword: "type", params: { type: "object" } };
        vErrors === null ? vErrors = [err19] : vErrors.push(err19), errors++;
      }
      var _valid0 = _errs12 === errors;
      if (_valid0 && valid1 ? (valid1 = !1, passing0 = [passing0, 1]) : _valid0 && (valid1 = !0, passing0 = 1), valid1)
        errors = _errs9, vErrors !== null && (_errs9 ? vErrors.length = _errs9 : vErrors = null);
      else {
        let err20 = { instancePath: instancePath + "/materialize", schemaPath: "#/properties/materialize/oneOf", keyword: "oneOf", params: { passingSchemas: passing0 } };
        vErrors === null ? vErrors = [err20] : vErrors.push(err20), errors++;
      }
    }
    if (data.checks !== void 0) {
      let data6 = data.checks;
      if (Array.isArray(data6)) {
        let len1 = data6.length;
        for (let i2 = 0; i2 < len1; i2++)
          validate84(data6[i2], { instancePath: instancePath + "/checks/" + i2, parentData: data6, parentDataProperty: i2, rootData, dynamicAnchors }) || (vErrors = vErrors === null ? validate84.errors : append(vErrors, validate84.errors), errors = vErrors.length);
      } else {
        let err21 = { instancePath: instancePath + "/checks", schemaPath: "#/properties/checks/type", keyword: "type", params: { type: "array" } };
        vErrors === null ? vErrors = [err21] : vErrors.push(err21), errors++;
      }
    }
    if (data.schedule !== void 0 && (validate80(data.schedule, { instancePath: instancePath + "/schedule", parentData: data, parentDataProperty: "schedule", rootData, dynamicAnchors }) || (vErrors = vErrors === null ? validate80.errors : append(vErrors, validate80.errors), errors = vErrors.length)), data.movedFrom !== void 0) {
      let data9 = data.movedFrom;
      if (typeof data9 == "string") {
        if (!pattern10.test(data9)) {
          let err22 = { instancePath: instancePath + "/movedFrom", schemaPath: "#/properties/movedFrom/pattern", keyword: "pattern", params: { pattern: "^[a-z][a-z0-9_-]*$" } };
          vErrors === null ? vErrors = [err22] : vErrors.push(err22), errors++;
        }
      } else {
        let err23 = { instancePath: instancePath + "/movedFrom", schemaPath: "#/properties/movedFrom/type", keyword: "type", params: { type: "string" } };
        vErrors === null ? vErrors = [err23] : vErrors.push(err23), errors++;
      }
    }
  } else {
    let err24 = { instancePath, schemaPath: "#/type", keyword: "type", params: { type: "object" } };
    vErrors === null ? vErrors = [err24] : vErrors.push(err24), errors++;
  }
  return validate83.errors = vErrors, errors === 0;
}
validate83.evaluated = { props: !0, dynamicProps: !1, dynamicItems: !1 };
var pattern49 = new RegExp("^(sso:[A-Za-z0-9+=,.@_-]{1,32}|arn:aws[a-z-]*:iam::[0-9]{12}:role/([A-Za-z0-9+=,.@_-]+/)*[A-Za-z0-9+=,.@_-]{1,64})$", "u");
function validate88(data, { instancePath = "", parentData, parentDataProperty, rootData = data, dynamicAnchors = {} } = {}) {
  let vErrors = null, errors = 0, evaluated0 = validate88.evaluated;
  if (evaluated0.dynamicProps && (evaluated0.props = void 0), evaluated0.dynamicItems && (evaluated0.items = void 0), data && typeof data == "object" && !Array.isArray(data)) {
    if (data.members === void 0) {
      let err0 = { instancePath, schemaPath: "#/required", keyword: "required", params: { missingProperty: "members" } };
      vErrors === null ? vErrors = [err0] : vErrors.push(err0), errors++;
    }
    for (let key0 in data)
      if (!(key0 === "description" || key0 === "members" || key0 === "read" || key0 === "write" || key0 === "admin" || key0 === "movedFrom")) {
        let err1 = { instancePath, schemaPath: "#/additionalProperties", keyword: "additionalProperties", params: { additionalProperty: key0 } };
        vErrors === null ? vErrors = [err1] : vErrors.push(err1), errors++;
      }
    if (data.description !== void 0) {
      let data0 = data.description;
      if (typeof data0 == "string") {
        if (func2(data0) > 200) {
          let err2 = { instancePath: instancePath + "/description", schemaPath: "#/properties/description/maxLength", keyword: "maxLength", params: { limit: 200 } };
          vErrors === null ? vErrors = [err2] : vErrors.push(err2), errors++;
        }
      } else {
        let err3 = { instancePath: instancePath + "/description", schemaPath: "#/properties/description/type", keyword: "type", params: { type: "string" } };
        vErrors === null ? vErrors = [err3] : vErrors.push(err3), errors++;
      }
    }
    if (data.members !== void 0) {
      let data1 = data.members;
      if (Array.isArray(data1)) {
        if (data1.length < 1) {
          let err4 = { instancePath: instancePath + "/members", schemaPath: "#/properties/members/minItems", keyword: "minItems", params: { limit: 1 } };
          vErrors === null ? vErrors = [err4] : vErrors.push(err4), errors++;
        }
        let len0 = data1.length;
        for (let i0 = 0; i0 < len0; i0++) {
          let data2 = data1[i0];
          if (typeof data2 == "string") {
            if (!pattern49.test(data2)) {
              let err5 = { instancePath: instancePath + "/members/" + i0, schemaPath: "#/properties/members/items/pattern", keyword: "pattern", params: { pattern: "^(sso:[A-Za-z0-9+=,.@_-]{1,32}|arn:aws[a-z-]*:iam::[0-9]{12}:role/([A-Za-z0-9+=,.@_-]+/)*[A-Za-z0-9+=,.@_-]{1,64})$" } };
              vErrors === null ? vErrors = [err5] : vErrors.push(err5), errors++;
            }
          } else {
            let err6 = { instancePath: instancePath + "/members/" + i0, schemaPath: "#/properties/members/items/type", keyword: "type", params: { type: "string" } };
            vErrors === null ? vErrors = [err6] : vErrors.push(err6), errors++;
          }
        }
        let i1 = data1.length, j0;
        if (i1 > 1) {
          let indices0 = {};
          for (; i1--; ) {
            let item0 = data1[i1];
            if (typeof item0 == "string") {
              if (typeof indices0[item0] == "number") {
                j0 = indices0[item0];
                let err7 = { instancePath: instancePath + "/members", schemaPath: "#/properties/members/uniqueItems", keyword: "uniqueItems", params: { i: i1, j: j0 } };
                vErrors === null ? vErrors = [err7] : vErrors.push(err7), errors++;
                break;
              }
              indices0[item0] = i1;
            }
          }
        }
      } else {
        let err8 = { instancePath: instancePath + "/members", schemaPath: "#/properties/members/type", keyword: "type", params: { type: "array" } };
        vErrors === null ? vErrors = [err8] : vErrors.push(err8), errors++;
      }
    }
    if (data.read !== void 0) {
      let data3 = data.read;
      if (Array.isArray(data3)) {
        let len1 = data3.length;
        for (let i2 = 0; i2 < len1; i2++) {
          let data4 = data3[i2];
          if (typeof data4 == "string") {
            if (func2(data4) < 1) {
              let err9 = { instancePath: instancePath + "/read/" + i2, schemaPath: "#/properties/read/items/minLength", keyword: "minLength", params: { limit: 1 } };
              vErrors === null ? vErrors = [err9] : vErrors.push(err9), errors++;
            }
          } else {
            let err10 = { instancePath: instancePath + "/read/" + i2, schemaPath: "#/properties/read/items/type", keyword: "type", params: { type: "string" } };
            vErrors === null ? vErrors = [err10] : vErrors.push(err10), errors++;
          }
        }
        let i3 = data3.length, j1;
        if (i3 > 1) {
          let indices1 = {};
          for (; i3--; ) {
            let item1 = data3[i3];
            if (typeof item1 == "string") {
              if (typeof indices1[item1] == "number") {
                j1 = indices1[item1];
                let err11 = { instancePath: instancePath + "/read", schemaPath: "#/properties/read/uniqueItems", keyword: "uniqueItems", params: { i: i3, j: j1 } };
                vErrors === null ? vErrors = [err11] : vErrors.push(err11), errors++;
                break;
              }
              indices1[item1] = i3;
            }
          }
        }
      } else {
        let err12 = { instancePath: instancePath + "/read", schemaPath: "#/properties/read/type", keyword: "type", params: { type: "array" } };
        vErrors === null ? vErrors = [err12] : vErrors.push(err12), errors++;
      }
    }
    if (data.write !== void 0) {
      let data5 = data.write;
      if (Array.isArray(data5)) {
        let len2 = data5.length;
        for (let i4 = 0; i4 < len2; i4++) {
          let data6 = data5[i4];
          if (typeof data6 == "string") {
            if (func2(data6) < 1) {
              let err13 = { instancePath: instancePath + "/write/" + i4, schemaPath: "#/properties/write/items/minLength", keyword: "minLength", params: { limit: 1 } };
              vErrors === null ? vErrors = [err13] : vErrors.push(err13), errors++;
            }
          } else {
            let err14 = { instancePath: instancePath + "/write/" + i4, schemaPath: "#/properties/write/items/type", keyword: "type", params: { type: "string" } };
            vErrors === null ? vErrors = [err14] : vErrors.push(err14), errors++;
          }
        }
        let i5 = data5.length, j2;
        if (i5 > 1) {
          let indices2 = {};
          for (; i5--; ) {
            let item2 = data5[i5];
            if (typeof item2 == "string") {
              if (typeof indices2[item2] == "number") {
                j2 = indices2[item2];
                let err15 = { instancePath: instancePath + "/write", schemaPath: "#/properties/write/uniqueItems", keyword: "uniqueItems", params: { i: i5, j: j2 } };
                vErrors === null ? vErrors = [err15] : vErrors.push(err15), errors++;
                break;
              }
              indices2[item2] = i5;
            }
          }
        }
      } else {
        let err16 = { instancePath: instancePath + "/write", schemaPath: "#/properties/write/type", keyword: "type", params: { type: "array" } };
        vErrors === null ? vErrors = [err16] : vErrors.push(err16), errors++;
      }
    }
    if (data.admin !== void 0) {
      let data7 = data.admin;
      if (Array.isArray(data7)) {
        let len3 = data7.length;
        for (let i6 = 0; i6 < len3; i6++) {
          let data8 = data7[i6];
          if (typeof data8 == "string") {
            if (func2(data8) < 1) {
              let err17 = { instancePath: instancePath + "/admin/" + i6, schemaPath: "#/properties/admin/items/minLength", keyword: "minLength", params: { limit: 1 } };
              vErrors === null ? vErrors = [err17] : vErrors.push(err17), errors++;
            }
          } else {
            let err18 = { instancePath: instancePath + "/admin/" + i6, schemaPath: "#/properties/admin/items/type", keyword: "type", params: { type: "string" } };
            vErrors === null ? vErrors = [err18] : vErrors.push(err18), errors++;
          }
        }
        let i7 = data7.length, j3;
        if (i7 > 1) {
          let indices3 = {};
          for (; i7--; ) {
            let item3 = data7[i7];
            if (typeof item3 == "string") {
              if (typeof indices3[item3] == "number") {
                j3 = indices3[item3];
                let err19 = { instancePath: instancePath + "/admin", schemaPath: "#/properties/admin/uniqueItems", keyword: "uniqueItems", params: { i: i7, j: j3 } };
                vErrors === null ? vErrors = [err19] : vErrors.push(err19), errors++;
                break;
              }
              indices3[item3] = i7;
            }
          }
        }
      } else {
        let err20 = { instancePath: instancePath + "/admin", schemaPath: "#/properties/admin/type", keyword: "type", params: { type: "array" } };
        vErrors === null ? vErrors = [err20] : vErrors.push(err20), errors++;
      }
    }
    if (data.movedFrom !== void 0) {
      let data9 = data.movedFrom;
      if (typeof data9 == "string") {
        if (!pattern10.test(data9)) {
          let err21 = { instancePath: instancePath + "/movedFrom", schemaPath: "#/properties/movedFrom/pattern", keyword: "pattern", params: { pattern: "^[a-z][a-z0-9_-]*$" } };
          vErrors === null ? vErrors = [err21] : vErrors.push(err21), errors++;
        }
      } else {
        let err22 = { instancePath: instancePath + "/movedFrom", schemaPath: "#/properties/movedFrom/type", keyword: "type", params: { type: "string" } };
        vErrors === null ? vErrors = [err22] : vErrors.push(err22), errors++;
      }
    }
  } else {
    let err23 = { instancePath, schemaPath: "#/type", keyword: "type", params: { type: "object" } };
    vErrors === null ? vErrors = [err23] : vErrors.push(err23), errors++;
  }
  return validate88.errors = vErrors, errors === 0;
}
validate88.evaluated = { props: !0, dynamicProps: !1, dynamicItems: !1 };
var pattern51 = new RegExp("^[^@\\s]+@[^@\\s.]+(\\.[^@\\s.]+)+$", "u"), pattern52 = new RegExp("^[1-9][0-9]{0,4} (minute|hour|day)s?$", "u");
function validate90(data, { instancePath = "", parentData, parentDataProperty, rootData = data, dynamicAnchors = {} } = {}) {
  let vErrors = null, errors = 0, evaluated0 = validate90.evaluated;
  if (evaluated0.dynamicProps && (evaluated0.props = void 0), evaluated0.dynamicItems && (evaluated0.items = void 0), data && typeof data == "object" && !Array.isArray(data)) {
    for (let key0 in data)
      if (!(key0 === "email" || key0 === "freshness")) {
        let err0 = { instancePath, schemaPath: "#/additionalProperties", keyword: "additionalProperties", params: { additionalProperty: key0 } };
        vErrors === null ? vErrors = [err0] : vErrors.push(err0), errors++;
      }
    if (data.email !== void 0) {
      let data0 = data.email;
      if (Array.isArray(data0)) {
        let len0 = data0.length;
        for (let i0 = 0; i0 < len0; i0++) {
          let data1 = data0[i0];
          if (typeof data1 == "string") {
            if (!pattern51.test(data1)) {
              let err1 = { instancePath: instancePath + "/email/" + i0, schemaPath: "#/properties/email/items/pattern", keyword: "pattern", params: { pattern: "^[^@\\s]+@[^@\\s.]+(\\.[^@\\s.]+)+$" } };
              vErrors === null ? vErrors = [err1] : vErrors.push(err1), errors++;
            }
          } else {
            let err2 = { instancePath: instancePath + "/email/" + i0, schemaPath: "#/properties/email/items/type", keyword: "type", params: { type: "string" } };
            vErrors === null ? vErrors = [err2] : vErrors.push(err2), errors++;
          }
        }
        let i1 = data0.length, j0;
        if (i1 > 1) {
          let indices0 = {};
          for (; i1--; ) {
            let item0 = data0[i1];
            if (typeof item0 == "string") {
              if (typeof indices0[item0] == "number") {
                j0 = indices0[item0];
                let err3 = { instancePath: instancePath + "/email", schemaPath: "#/properties/email/uniqueItems", keyword: "uniqueItems", params: { i: i1, j: j0 } };
                vErrors === null ? vErrors = [err3] : vErrors.push(err3), errors++;
                break;
              }
              indices0[item0] = i1;
            }
          }
        }
      } else {
        let err4 = { instancePath: instancePath + "/email", schemaPath: "#/properties/email/type", keyword: "type", params: { type: "array" } };
        vErrors === null ? vErrors = [err4] : vErrors.push(err4), errors++;
      }
    }
    if (data.freshness !== void 0) {
      let data2 = data.freshness;
      if (data2 && typeof data2 == "object" && !Array.isArray(data2))
        for (let key1 in data2) {
          let data3 = data2[key1];
          if (typeof data3 == "string") {
            if (!pattern52.test(data3)) {
              let err5 = { instancePath: instancePath + "/freshness/" + key1.replace(/~/g, "~0").replace(/\//g, "~1"), schemaPath: "#/properties/freshness/additionalProperties/pattern", keyword: "pattern", params: { pattern: "^[1-9][0-9]{0,4} (minute|hour|day)s?$" } };
              vErrors === null ? vErrors = [err5] : vErrors.push(err5), errors++;
            }
          } else {
            let err6 = { instancePath: instancePath + "/freshness/" + key1.replace(/~/g, "~0").replace(/\//g, "~1"), schemaPath: "#/properties/freshness/additionalProperties/type", keyword: "type", params: { type: "string" } };
            vErrors === null ? vErrors = [err6] : vErrors.push(err6), errors++;
          }
        }
      else {
        let err7 = { instancePath: instancePath + "/freshness", schemaPath: "#/properties/freshness/type", keyword: "type", params: { type: "object" } };
        vErrors === null ? vErrors = [err7] : vErrors.push(err7), errors++;
      }
    }
  } else {
    let err8 = { instancePath, schemaPath: "#/type", keyword: "type", params: { type: "object" } };
    vErrors === null ? vErrors = [err8] : vErrors.push(err8), errors++;
  }
  return validate90.errors = vErrors, errors === 0;
}
validate90.evaluated = { props: !0, dynamicProps: !1, dynamicItems: !1 };
function validate52(data, { instancePath = "", parentData, parentDataProperty, rootData = data, dynamicAnchors = {} } = {}) {
  let vErrors = null, errors = 0, evaluated0 = validate52.evaluated;
  if (evaluated0.dynamicProps && (evaluated0.props = void 0), evaluated0.dynamicItems && (evaluated0.items = void 0), data && typeof data == "object" && !Array.isArray(data)) {
    if (data.apiVersion === void 0) {
      let err0 = { instancePath, schemaPath: "#/required", keyword: "required", params: { missingProperty: "apiVersion" } };
      vErrors === null ? vErrors = [err0] : vErrors.push(err0), errors++;
    }
    if (data.name === void 0) {
      let err1 = { instancePath, schemaPath: "#/required", keyword: "required", params: { missingProperty: "name" } };
      vErrors === null ? vErrors = [err1] : vErrors.push(err1), errors++;
    }
    if (data.owner === void 0) {
      let err2 = { instancePath, schemaPath: "#/required", keyword: "required", params: { missingProperty: "owner" } };
      vErrors === null ? vErrors = [err2] : vErrors.push(err2), errors++;
    }
    if (data.environments === void 0) {
      let err3 = { instancePath, schemaPath: "#/required", keyword: "required", params: { missingProperty: "environments" } };
      vErrors === null ? vErrors = [err3] : vErrors.push(err3), errors++;
    }
    for (let key0 in data)
      if (!func1.call(schema19.properties, key0)) {
        let err4 = { instancePath, schemaPath: "#/additionalProperties", keyword: "additionalProperties", params: { additionalProperty: key0 } };
        vErrors === null ? vErrors = [err4] : vErrors.push(err4), errors++;
      }
    if (data.apiVersion !== void 0) {
      let data0 = data.apiVersion;
      if (typeof data0 != "string") {
        let err5 = { instancePath: instancePath + "/apiVersion", schemaPath: "#/properties/apiVersion/type", keyword: "type", params: { type: "string" } };
        vErrors === null ? vErrors = [err5] : vErrors.push(err5), errors++;
      }
      if (data0 !== "datastack/v1") {
        let err6 = { instancePath: instancePath + "/apiVersion", schemaPath: "#/properties/apiVersion/const", keyword: "const", params: { allowedValue: "datastack/v1" } };
        vErrors === null ? vErrors = [err6] : vErrors.push(err6), errors++;
      }
    }
    if (data.name !== void 0) {
      let data1 = data.name;
      if (typeof data1 == "string") {
        if (func2(data1) > 20) {
          let err7 = { instancePath: instancePath + "/name", schemaPath: "#/properties/name/maxLength", keyword: "maxLength", params: { limit: 20 } };
          vErrors === null ? vErrors = [err7] : vErrors.push(err7), errors++;
        }
        if (func2(data1) < 2) {
          let err8 = { instancePath: instancePath + "/name", schemaPath: "#/properties/name/minLength", keyword: "minLength", params: { limit: 2 } };
          vErrors === null ? vErrors = [err8] : vErrors.push(err8), errors++;
        }
        if (!pattern3.test(data1)) {
          let err9 = { instancePath: instancePath + "/name", schemaPath: "#/properties/name/pattern", keyword: "pattern", params: { pattern: "^[a-z](-?[a-z0-9])*$" } };
          vErrors === null ? vErrors = [err9] : vErrors.push(err9), errors++;
        }
      } else {
        let err10 = { instancePath: instancePath + "/name", schemaPath: "#/properties/name/type", keyword: "type", params: { type: "string" } };
        vErrors === null ? vErrors = [err10] : vErrors.push(err10), errors++;
      }
    }
    if (data.owner !== void 0) {
      let data2 = data.owner;
      if (typeof data2 == "string") {
        if (func2(data2) > 200) {
          let err11 = { instancePath: instancePath + "/owner", schemaPath: "#/properties/owner/maxLength", keyword: "maxLength", params: { limit: 200 } };
          vErrors === null ? vErrors = [err11] : vErrors.push(err11), errors++;
        }
        if (func2(data2) < 1) {
          let err12 = { instancePath: instancePath + "/owner", schemaPath: "#/properties/owner/minLength", keyword: "minLength", params: { limit: 1 } };
          vErrors === null ? vErrors = [err12] : vErrors.push(err12), errors++;
        }
        if (!pattern4.test(data2)) {
          let err13 = { instancePath: instancePath + "/owner", schemaPath: "#/properties/owner/pattern", keyword: "pattern", params: { pattern: "^[A-Za-z0-9 _.:/=+@-]+$" } };
          vErrors === null ? vErrors = [err13] : vErrors.push(err13), errors++;
        }
      } else {
        let err14 = { instancePath: instancePath + "/owner", schemaPath: "#/properties/owner/type", keyword: "type", params: { type: "string" } };
        vErrors === null ? vErrors = [err14] : vErrors.push(err14), errors++;
      }
    }
    if (data.description !== void 0) {
      let data3 = data.description;
      if (typeof data3 == "string") {
        if (func2(data3) > 500) {
          let err15 = { instancePath: instancePath + "/description", schemaPath: "#/properties/description/maxLength", keyword: "maxLength", params: { limit: 500 } };
          vErrors === null ? vErrors = [err15] : vErrors.push(err15), errors++;
        }
      } else {
        let err16 = { instancePath: instancePath + "/description", schemaPath: "#/properties/description/type", keyword: "type", params: { type: "string" } };
        vErrors === null ? vErrors = [err16] : vErrors.push(err16), errors++;
      }
    }
    if (data.tags !== void 0) {
      let data4 = data.tags;
      if (data4 && typeof data4 == "object" && !Array.isArray(data4)) {
        if (Object.keys(data4).length > 45) {
          let err17 = { instancePath: instancePath + "/tags", schemaPath: "#/properties/tags/maxProperties", keyword: "maxProperties", params: { limit: 45 } };
          vErrors === null ? vErrors = [err17] : vErrors.push(err17), errors++;
        }
        for (let key1 in data4) {
          let _errs12 = errors;
          if (typeof key1 == "string" && !pattern5.test(key1)) {
            let err18 = { instancePath: instancePath + "/tags", schemaPath: "#/properties/tags/propertyNames/pattern", keyword: "pattern", params: { pattern: "^(?![aA][wW][sS]:)(?!datastack:)[A-Za-z0-9 _.:/=+@-]{1,128}$" }, propertyName: key1 };
            vErrors === null ? vErrors = [err18] : vErrors.push(err18), errors++;
          }
          var valid1 = _errs12 === errors;
          if (!valid1) {
            let err19 = { instancePath: instancePath + "/tags", schemaPath: "#/properties/tags/propertyNames", keyword: "propertyNames", params: { propertyName: key1 } };
            vErrors === null ? vErrors = [err19] : vErrors.push(err19), errors++;
          }
        }
        for (let key2 in data4) {
          let data5 = data4[key2];
          if (typeof data5 == "string") {
            if (func2(data5) > 256) {
              let err20 = { instancePath: instancePath + "/tags/" + key2.replace(/~/g, "~0").replace(/\//g, "~1"), schemaPath: "#/properties/tags/additionalProperties/maxLength", keyword: "maxLength", params: { limit: 256 } };
              vErrors === null ? vErrors = [err20] : vErrors.push(err20), errors++;
            }
            if (func2(data5) < 1) {
              let err21 = { instancePath: instancePath + "/tags/" + key2.replace(/~/g, "~0").replace(/\//g, "~1"), schemaPath: "#/properties/tags/additionalProperties/minLength", keyword: "minLength", params: { limit: 1 } };
              vErrors === null ? vErrors = [err21] : vErrors.push(err21), errors++;
            }
            if (!pattern6.test(data5)) {
              let err22 = { instancePath: instancePath + "/tags/" + key2.replace(/~/g, "~0").replace(/\//g, "~1"), schemaPath: "#/properties/tags/additionalProperties/pattern", keyword: "pattern", params: { pattern: "^[A-Za-z0-9 _.:/=+@-]*$" } };
              vErrors === null ? vErrors = [err22] : vErrors.push(err22), errors++;
            }
          } else {
            let err23 = { instancePath: instancePath + "/tags/" + key2.replace(/~/g, "~0").replace(/\//g, "~1"), schemaPath: "#/properties/tags/additionalProperties/type", keyword: "type", params: { type: "string" } };
            vErrors === null ? vErrors = [err23] : vErrors.push(err23), errors++;
          }
        }
      } else {
        let err24 = { instancePath: instancePath + "/tags", schemaPath: "#/properties/tags/type", keyword: "type", params: { type: "object" } };
        vErrors === null ? vErrors = [err24] : vErrors.push(err24), errors++;
      }
    }
    if (data.environments !== void 0) {
      let data6 = data.environments;
      if (data6 && typeof data6 == "object" && !Array.isArray(data6)) {
        if (Object.keys(data6).length < 1) {
          let err25 = { instancePath: instancePath + "/environments", schemaPath: "#/properties/environments/minProperties", keyword: "minProperties", params: { limit: 1 } };
          vErrors === null ? vErrors = [err25] : vErrors.push(err25), errors++;
        }
        for (let key3 in data6) {
          let _errs18 = errors;
          if (typeof key3 == "string") {
            if (func2(key3) > 12) {
              let err26 = { instancePath: instancePath + "/environments", schemaPath: "#/properties/environments/propertyNames/maxLength", keyword: "maxLength", params: { limit: 12 }, propertyName: key3 };
              vErrors === null ? vErrors = [err26] : vErrors.push(err26), errors++;
            }
            if (!pattern3.test(key3)) {
              let err27 = { instancePath: instancePath + "/environments", schemaPath: "#/properties/environments/propertyNames/pattern", keyword: "pattern", params: { pattern: "^[a-z](-?[a-z0-9])*$" }, propertyName: key3 };
              vErrors === null ? vErrors = [err27] : vErrors.push(err27), errors++;
            }
          }
          var valid3 = _errs18 === errors;
          if (!valid3) {
            let err28 = { instancePath: instancePath + "/environments", schemaPath: "#/properties/environments/propertyNames", keyword: "propertyNames", params: { propertyName: key3 } };
            vErrors === null ? vErrors = [err28] : vErrors.push(err28), errors++;
          }
        }
        for (let key4 in data6)
          validate53(data6[key4], { instancePath: instancePath + "/environments/" + key4.replace(/~/g, "~0").replace(/\//g, "~1"), parentData: data6, parentDataProperty: key4, rootData, dynamicAnchors }) || (vErrors = vErrors === null ? validate53.errors : append(vErrors, validate53.errors), errors = vErrors.length);
      } else {
        let err29 = { instancePath: instancePath + "/environments", schemaPath: "#/properties/environments/type", keyword: "type", params: { type: "object" } };
        vErrors === null ? vErrors = [err29] : vErrors.push(err29), errors++;
      }
    }
    if (data.vars !== void 0) {
      let data8 = data.vars;
      if (data8 && typeof data8 == "object" && !Array.isArray(data8)) {
        for (let key5 in data8) {
          let _errs23 = errors;
          if (typeof key5 == "string") {
            if (func2(key5) > 40) {
              let err30 = { instancePath: instancePath + "/vars", schemaPath: "#/properties/vars/propertyNames/maxLength", keyword: "maxLength", params: { limit: 40 }, propertyName: key5 };
              vErrors === null ? vErrors = [err30] : vErrors.push(err30), errors++;
            }
            if (!pattern10.test(key5)) {
              let err31 = { instancePath: instancePath + "/vars", schemaPath: "#/properties/vars/propertyNames/pattern", keyword: "pattern", params: { pattern: "^[a-z][a-z0-9_-]*$" }, propertyName: key5 };
              vErrors === null ? vErrors = [err31] : vErrors.push(err31), errors++;
            }
          }
          var valid5 = _errs23 === errors;
          if (!valid5) {
            let err32 = { instancePath: instancePath + "/vars", schemaPath: "#/properties/vars/propertyNames", keyword: "propertyNames", params: { propertyName: key5 } };
            vErrors === null ? vErrors = [err32] : vErrors.push(err32), errors++;
          }
        }
        for (let key6 in data8) {
          let data9 = data8[key6];
          if (typeof data9 != "string" && !(typeof data9 == "number" && isFinite(data9)) && typeof data9 != "boolean") {
            let err33 = { instancePath: instancePath + "/vars/" + key6.replace(/~/g, "~0").replace(/\//g, "~1"), schemaPath: "#/properties/vars/additionalProperties/type", keyword: "type", params: { type: schema19.properties.vars.additionalProperties.type } };
            vErrors === null ? vErrors = [err33] : vErrors.push(err33), errors++;
          }
        }
      } else {
        let err34 = { instancePath: instancePath + "/vars", schemaPath: "#/properties/vars/type", keyword: "type", params: { type: "object" } };
        vErrors === null ? vErrors = [err34] : vErrors.push(err34), errors++;
      }
    }
    if (data.network !== void 0 && (validate55(data.network, { instancePath: instancePath + "/network", parentData: data, parentDataProperty: "network", rootData, dynamicAnchors }) || (vErrors = vErrors === null ? validate55.errors : append(vErrors, validate55.errors), errors = vErrors.length)), data.lake !== void 0 && (validate57(data.lake, { instancePath: instancePath + "/lake", parentData: data, parentDataProperty: "lake", rootData, dynamicAnchors }) || (vErrors = vErrors === null ? validate57.errors : append(vErrors, validate57.errors), errors = vErrors.length)), data.warehouse !== void 0 && (validate61(data.warehouse, { instancePath: instancePath + "/warehouse", parentData: data, parentDataProperty: "warehouse", rootData, dynamicAnchors }) || (vErrors = vErrors === null ? validate61.errors : append(vErrors, validate61.errors), errors = vErrors.length)), data.sources !== void 0) {
      let data13 = data.sources;
      if (data13 && typeof data13 == "object" && !Array.isArray(data13)) {
        for (let key7 in data13) {
          let _errs32 = errors;
          if (typeof key7 == "string") {
            if (func2(key7) > 40) {
              let err35 = { instancePath: instancePath + "/sources", schemaPath: "#/properties/sources/propertyNames/maxLength", keyword: "maxLength", params: { limit: 40 }, propertyName: key7 };
              vErrors === null ? vErrors = [err35] : vErrors.push(err35), errors++;
            }
            if (!pattern10.test(key7)) {
              let err36 = { instancePath: instancePath + "/sources", schemaPath: "#/properties/sources/propertyNames/pattern", keyword: "pattern", params: { pattern: "^[a-z][a-z0-9_-]*$" }, propertyName: key7 };
              vErrors === null ? vErrors = [err36] : vErrors.push(err36), errors++;
            }
          }
          var valid7 = _errs32 === errors;
          if (!valid7) {
            let err37 = { instancePath: instancePath + "/sources", schemaPath: "#/properties/sources/propertyNames", keyword: "propertyNames", params: { propertyName: key7 } };
            vErrors === null ? vErrors = [err37] : vErrors.push(err37), errors++;
          }
        }
        for (let key8 in data13)
          validate67(data13[key8], { instancePath: instancePath + "/sources/" + key8.replace(/~/g, "~0").replace(/\//g, "~1"), parentData: data13, parentDataProperty: key8, rootData, dynamicAnchors }) || (vErrors = vErrors === null ? validate67.errors : append(vErrors, validate67.errors), errors = vErrors.length);
      } else {
        let err38 = { instancePath: instancePath + "/sources", schemaPath: "#/properties/sources/type", keyword: "type", params: { type: "object" } };
        vErrors === null ? vErrors = [err38] : vErrors.push(err38), errors++;
      }
    }
    if (data.ingestion !== void 0) {
      let data15 = data.ingestion;
      if (data15 && typeof data15 == "object" && !Array.isArray(data15)) {
        for (let key9 in data15) {
          let _errs37 = errors;
          if (typeof key9 == "string") {
            if (func2(key9) > 40) {
              let err39 = { instancePath: instancePath + "/ingestion", schemaPath: "#/properties/ingestion/propertyNames/maxLength", keyword: "maxLength", params: { limit: 40 }, propertyName: key9 };
              vErrors === null ? vErrors = [err39] : vErrors.push(err39), errors++;
            }
            if (!pattern10.test(key9)) {
              let err40 = { instancePath: instancePath + "/ingestion", schemaPath: "#/properties/ingestion/propertyNames/pattern", keyword: "pattern", params: { pattern: "^[a-z][a-z0-9_-]*$" }, propertyName: key9 };
              vErrors === null ? vErrors = [err40] : vErrors.push(err40), errors++;
            }
          }
          var valid9 = _errs37 === errors;
          if (!valid9) {
            let err41 = { instancePath: instancePath + "/ingestion", schemaPath: "#/properties/ingestion/propertyNames", keyword: "propertyNames", params: { propertyName: key9 } };
            vErrors === null ? vErrors = [err41] : vErrors.push(err41), errors++;
          }
        }
        for (let key10 in data15)
          validate77(data15[key10], { instancePath: instancePath + "/ingestion/" + key10.replace(/~/g, "~0").replace(/\//g, "~1"), parentData: data15, parentDataProperty: key10, rootData, dynamicAnchors }) || (vErrors = vErrors === null ? validate77.errors : append(vErrors, validate77.errors), errors = vErrors.length);
      } else {
        let err42 = { instancePath: instancePath + "/ingestion", schemaPath: "#/properties/ingestion/type", keyword: "type", params: { type: "object" } };
        vErrors === null ? vErrors = [err42] : vErrors.push(err42), errors++;
      }
    }
    if (data.transforms !== void 0) {
      let data17 = data.transforms;
      if (data17 && typeof data17 == "object" && !Array.isArray(data17)) {
        for (let key11 in data17) {
          let _errs42 = errors;
          if (typeof key11 == "string") {
            if (func2(key11) > 40) {
              let err43 = { instancePath: instancePath + "/transforms", schemaPath: "#/properties/transforms/propertyNames/maxLength", keyword: "maxLength", params: { limit: 40 }, propertyName: key11 };
              vErrors === null ? vErrors = [err43] : vErrors.push(err43), errors++;
            }
            if (!pattern10.test(key11)) {
              let err44 = { instancePath: instancePath + "/transforms", schemaPath: "#/properties/transforms/propertyNames/pattern", keyword: "pattern", params: { pattern: "^[a-z][a-z0-9_-]*$" }, propertyName: key11 };
              vErrors === null ? vErrors = [err44] : vErrors.push(err44), errors++;
            }
          }
          var valid11 = _errs42 === errors;
          if (!valid11) {
            let err45 = { instancePath: instancePath + "/transforms", schemaPath: "#/properties/transforms/propertyNames", keyword: "propertyNames", params: { propertyName: key11 } };
            vErrors === null ? vErrors = [err45] : vErrors.push(err45), errors++;
          }
        }
        for (let key12 in data17)
          validate83(data17[key12], { instancePath: instancePath + "/transforms/" + key12.replace(/~/g, "~0").replace(/\//g, "~1"), parentData: data17, parentDataProperty: key12, rootData, dynamicAnchors }) || (vErrors = vErrors === null ? validate83.errors : append(vErrors, validate83.errors), errors = vErrors.length);
      } else {
        let err46 = { instancePath: instancePath + "/transforms", schemaPath: "#/properties/transforms/type", keyword: "type", params: { type: "object" } };
        vErrors === null ? vErrors = [err46] : vErrors.push(err46), errors++;
      }
    }
    if (data.access !== void 0) {
      let data19 = data.access;
      if (data19 && typeof data19 == "object" && !Array.isArray(data19)) {
        for (let key13 in data19) {
          let _errs47 = errors;
          if (typeof key13 == "string") {
            if (func2(key13) > 40) {
              let err47 = { instancePath: instancePath + "/access", schemaPath: "#/properties/access/propertyNames/maxLength", keyword: "maxLength", params: { limit: 40 }, propertyName: key13 };
              vErrors === null ? vErrors = [err47] : vErrors.push(err47), errors++;
            }
            if (!pattern10.test(key13)) {
              let err48 = { instancePath: instancePath + "/access", schemaPath: "#/properties/access/propertyNames/pattern", keyword: "pattern", params: { pattern: "^[a-z][a-z0-9_-]*$" }, propertyName: key13 };
              vErrors === null ? vErrors = [err48] : vErrors.push(err48), errors++;
            }
          }
          var valid13 = _errs47 === errors;
          if (!valid13) {
            let err49 = { instancePath: instancePath + "/access", schemaPath: "#/properties/access/propertyNames", keyword: "propertyNames", params: { propertyName: key13 } };
            vErrors === null ? vErrors = [err49] : vErrors.push(err49), errors++;
          }
        }
        for (let key14 in data19)
          validate88(data19[key14], { instancePath: instancePath + "/access/" + key14.replace(/~/g, "~0").replace(/\//g, "~1"), parentData: data19, parentDataProperty: key14, rootData, dynamicAnchors }) || (vErrors = vErrors === null ? validate88.errors : append(vErrors, validate88.errors), errors = vErrors.length);
      } else {
        let err50 = { instancePath: instancePath + "/access", schemaPath: "#/properties/access/type", keyword: "type", params: { type: "object" } };
        vErrors === null ? vErrors = [err50] : vErrors.push(err50), errors++;
      }
    }
    data.alerts !== void 0 && (validate90(data.alerts, { instancePath: instancePath + "/alerts", parentData: data, parentDataProperty: "alerts", rootData, dynamicAnchors }) || (vErrors = vErrors === null ? validate90.errors : append(vErrors, validate90.errors), errors = vErrors.length));
  } else {
    let err51 = { instancePath, schemaPath: "#/type", keyword: "type", params: { type: "object" } };
    vErrors === null ? vErrors = [err51] : vErrors.push(err51), errors++;
  }
  return validate52.errors = vErrors, errors === 0;
}
validate52.evaluated = { props: !0, dynamicProps: !1, dynamicItems: !1 };
function append(all, more) {
  for (let error of more) all.push(error);
  return all;
}
// Annotate the CommonJS export names for ESM import in node:
0 && (module.exports = {
  validate
});
