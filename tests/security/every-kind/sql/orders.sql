select order_id, updated_at from {{ ref("lake.curated.orders") }}
