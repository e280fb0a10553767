//! The shop: products, the cart, orders on their way, and returns.

mod buying;
mod catalog;
mod data;
mod orders;
mod returns;
mod types;

use serde::Serialize;

use crate::kit::server::Server;
use crate::kit::tool::{Tool, read, write};
use crate::kit::{Noun, Table};
use crate::world::World;
use types::{Address, CartLine, Order, PaymentMethod, Product, Return};

const PRODUCT: Noun = Noun { name: "product", finder: "search_products" };
const ORDER: Noun = Noun { name: "order", finder: "list_orders" };
const ADDRESS: Noun = Noun { name: "address", finder: "list_addresses" };
const PAYMENT: Noun = Noun { name: "payment method", finder: "list_payment_methods" };
const RETURN: Noun = Noun { name: "return", finder: "request_return" };

/// The shop as one customer sees it.
#[derive(Debug, Clone, Serialize)]
pub struct Shop {
    addresses: Table<Address>,
    cart: Vec<CartLine>,
    currency: String,
    name: String,
    orders: Table<Order>,
    payment_methods: Table<PaymentMethod>,
    products: Table<Product>,
    returns: Table<Return>,
}

impl Server for Shop {
    const NAME: &'static str = "shop";
    const TITLE: &'static str = "Shop";
    const DESCRIPTION: &'static str = "An online shop with the user's cart, orders, shipments and returns.";
    const INSTRUCTIONS: &'static str = "To buy: search, add to the cart, then place the order with an address and a payment method. \
        Orders can be cancelled until they ship, and delivered items returned within 30 days.";

    fn generate(world: &World) -> Self {
        data::generate(world)
    }

    fn tools() -> Vec<Tool<Self>> {
        vec![
            read("search_products", catalog::search_products),
            read("get_product", catalog::get_product),
            write("add_to_cart", buying::add_to_cart),
            read("get_cart", buying::get_cart),
            write("remove_from_cart", buying::remove_from_cart).destructive(),
            read("list_addresses", buying::list_addresses),
            read("list_payment_methods", buying::list_payment_methods),
            write("place_order", buying::place_order),
            read("list_orders", orders::list_orders),
            read("get_order", orders::get_order),
            write("cancel_order", orders::cancel_order).destructive(),
            read("track_shipment", orders::track_shipment),
            write("request_return", returns::request_return),
            read("get_return", returns::get_return),
        ]
    }
}
