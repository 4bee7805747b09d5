-- Bookings of each month and product; cancelled ones do not count.
select
  cast(date_trunc('month', bookings.booked_at) as date) as month,
  products.name as product,
  count(*) as bookings,
  sum(bookings.quantity) as quantity,
  cast(sum(bookings.quantity * products.unit_price) as decimal(14, 2)) as revenue
from {{ ref("warehouse.app.bookings") }} as bookings
join {{ ref("warehouse.app.products") }} as products on products.product_id = bookings.product_id
where bookings.status <> 'cancelled'
group by 1, 2
