-- The raw zone has every version of a shipment that a nightly read saw: take the latest.
with versions as (
  select
    cast(shipment_id as bigint) as shipment_id,
    cast(carrier_id as bigint) as carrier_id,
    lower(status) as status,
    cast(weight_grams as bigint) as weight_grams,
    cast(shipped_at as timestamp) as shipped_at,
    cast(delivered_at as timestamp) as delivered_at,
    cast(updated_at as timestamp) as updated_at,
    row_number() over (partition by shipment_id order by updated_at desc) as version
  from {{ ref("lake.raw.shipments") }}
)
select shipment_id, carrier_id, status, weight_grams, shipped_at, delivered_at, updated_at
from versions
where version = 1
