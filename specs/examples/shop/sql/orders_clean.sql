-- One row per order: its latest version, with clean types. The raw zone holds every version of an order
-- that the database had when it was read, since each read appends the rows that changed.
with versions as (
  select
    order_id,
    customer_id,
    status,
    currency,
    amount,
    ordered_at,
    updated_at,
    row_number() over (partition by order_id order by updated_at desc) as version
  from {{ ref("lake.raw.orders") }}
  where order_id is not null
)
select
  cast(order_id as bigint) as order_id,
  cast(customer_id as bigint) as customer_id,
  lower(trim(status)) as status,
  upper(trim(currency)) as currency,
  cast(amount as decimal(12, 2)) as amount,
  -- Iceberg tables of Athena keep timestamps to the microsecond, and take no others.
  cast(ordered_at as timestamp(6)) as ordered_at,
  cast(updated_at as timestamp(6)) as updated_at
from versions
where version = 1
