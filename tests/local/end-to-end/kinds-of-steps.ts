/** A stack with every kind of step. */
export const spec = `apiVersion: datastack/v1
name: killed
owner: data-platform@shop.example
environments:
  dev: { account: "111111111111", region: eu-west-1 }
lake:
  zones:
    raw: {}
    merged: { format: iceberg }
    curated: { format: iceberg }
warehouse:
  engine: aurora-postgresql
  schemas: [app, marts]
sources:
  till: { type: postgresql, host: till.shop.example, database: till, secret: shop/till }
  orders-db: { type: postgresql, host: orders.shop.example, database: orders, secret: shop/orders }
  drop: { type: s3, bucket: partner-drop, prefix: in/, format: csv }
  web: { type: clickstream }
ingestion:
  till:
    from: sources.till
    tables: { public.sales: { cursor: sold_at, key: [sale_id] } }
    to: lake.raw
    schedule: { every: 1 hour }
  history:
    from: sources.orders-db
    tables: { public.moves: { cursor: move_id, key: [move_id] } }
    to: lake.raw
    schedule: { every: 1 hour }
  orders:
    from: sources.orders-db
    tables: { public.orders: { cursor: updated_at, key: [order_id] } }
    to: lake.merged
    schedule: { every: 1 hour }
  copies:
    from: sources.orders-db
    tables:
      public.orders: { cursor: updated_at, key: [order_id] }
      public.shops: { key: [shop_id] }
    to: warehouse.app
    schedule: { every: 1 hour }
  invoices: { from: sources.drop, to: lake.raw }
  bills: { from: sources.drop, to: warehouse.app }
  events: { from: sources.web, to: lake.raw }
transforms:
  sales_clean:
    sql: sql/sales_clean.sql
    to: lake.curated
    materialize: { incremental: [sale_id] }
  daily_sales: { sql: sql/daily_sales.sql, to: warehouse.marts, checks: [unique: [day, product]] }
  order_states:
    sql: sql/order_states.sql
    to: warehouse.marts
    materialize: { incremental: [order_id] }
  event_types: { sql: sql/event_types.sql, to: lake.curated, schedule: { every: 1 hour } }
`;

/** Its selects by the name of the transform. */
export const sql: Readonly<Record<string, string>> = {
  sales_clean:
    'select cast(sale_id as bigint) as sale_id, product, cast(quantity as integer) as quantity, cast(sold_at as timestamp(6)) as sold_at from {{ ref("lake.raw.sales") }}',
  daily_sales:
    'select cast(sold_at as date) as day, product, sum(quantity) as sold from {{ ref("lake.curated.sales_clean") }} group by 1, 2',
  order_states:
    'select o.order_id, o.state, s.name as shop from {{ ref("warehouse.app.orders") }} o join {{ ref("warehouse.app.shops") }} s on s.shop_id = o.shop_id',
  event_types: "select json_extract_scalar(payload, '$.type') as type, count(*) as events from {{ ref(\"lake.raw.events\") }} group by 1",
};
