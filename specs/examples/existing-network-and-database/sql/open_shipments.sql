select shipment_id, carrier_id, shipped_at, weight_grams
from {{ ref("warehouse.staging.current_shipments") }}
where status in ('planned', 'shipped')
