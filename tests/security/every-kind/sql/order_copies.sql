select order_id, updated_at from {{ ref("lake.raw.order_copies") }}
