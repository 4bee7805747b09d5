-- What each product sold on each day.
select
  cast(sales.sold_at as date) as day,
  products.name as product,
  sum(sales.quantity) as cups,
  cast(sum(sales.quantity * products.price) as decimal(12, 2)) as revenue
from {{ ref("lake.raw.sales") }} as sales
join {{ ref("lake.raw.products") }} as products on products.product_id = sales.product_id
group by 1, 2
