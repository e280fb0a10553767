//! The tools from the cart to the order.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::types::*;
use super::{ADDRESS, PAYMENT, PRODUCT, Shop};
use crate::kit::{Call, Currency, Int, Money, Ordered, ToolError, conflict, counted, not_allowed, shorten};
use crate::world::trade::{number_prefix, shipping};

type Result<T> = std::result::Result<T, ToolError>;

#[derive(Debug, Serialize, JsonSchema)]
pub struct Cart {
    /// What lies in the cart.
    pub items: Vec<CartLine>,
    /// Sum of the items.
    pub subtotal: Money,
    /// Price of shipping; free from a certain sum on.
    pub shipping: Money,
    /// Sum of items and shipping.
    pub total: Money,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct AddressList {
    /// The user's addresses.
    pub addresses: Vec<Address>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct PaymentMethodList {
    /// The user's payment methods.
    pub payment_methods: Vec<PaymentMethod>,
}

/// Adds pieces of a product to the cart, on top of those that are there. Fails if the stock is too small.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AddToCart {
    /// Id of the product.
    pub product_id: String,
    /// How many pieces.
    pub quantity: Int<1, 20>,
}

/// Returns what lies in the cart with prices, shipping and total. Use it before placing an order.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GetCart {}

/// Removes a line from the cart.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RemoveFromCart {
    /// Id of the line, as get_cart returns it.
    pub item_id: String,
}

/// Lists the addresses that an order can be sent to.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ListAddresses {}

/// Lists the payment methods that an order can be paid with.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ListPaymentMethods {}

/// Orders everything in the cart and empties it. Fails if the cart is empty or a gift card does not cover the total.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PlaceOrder {
    /// Id of the address to send it to.
    pub address_id: String,
    /// Id of the payment method.
    pub payment_method_id: String,
}

pub fn add_to_cart(shop: &mut Shop, call: &mut Call, args: AddToCart) -> Result<Cart> {
    let product = PRODUCT.get(&shop.products, &args.product_id)?;
    let line = shop.cart.iter().position(|line| line.product_id == product.id);
    let quantity = args.quantity.0 + line.map_or(0, |line| shop.cart[line].quantity);
    if quantity > product.stock {
        return Err(conflict(format!(
            "{}: only {} in stock, not {quantity}.",
            product.name,
            counted(product.stock, "piece")
        )));
    }
    match line {
        Some(line) => shop.cart[line].quantity = quantity,
        None => shop.cart.push(CartLine {
            id: call.ids.mint("itm"),
            product_id: product.id.clone(),
            name: product.name.clone(),
            quantity,
            unit_price: product.price.clone(),
        }),
    }
    Ok(shop.cart_view())
}

pub fn get_cart(shop: &Shop, _: &Call, _: GetCart) -> Result<Cart> {
    Ok(shop.cart_view())
}

pub fn remove_from_cart(shop: &mut Shop, _: &mut Call, args: RemoveFromCart) -> Result<Cart> {
    let line = shop.cart.iter().position(|line| line.id == args.item_id).ok_or_else(|| {
        let id = shorten(&args.item_id);
        ToolError::NotFound(format!("The cart has no item with the id {id}. Use get_cart to find ids."))
    })?;
    shop.cart.remove(line);
    Ok(shop.cart_view())
}

pub fn list_addresses(shop: &Shop, _: &Call, _: ListAddresses) -> Result<AddressList> {
    let mut addresses: Vec<Address> = shop.addresses.values().cloned().collect();
    addresses.order_by(|a, b| a.label.cmp(&b.label));
    Ok(AddressList { addresses })
}

pub fn list_payment_methods(shop: &Shop, _: &Call, _: ListPaymentMethods) -> Result<PaymentMethodList> {
    let mut payment_methods: Vec<PaymentMethod> = shop.payment_methods.values().cloned().collect();
    payment_methods.order_by(|a, b| a.label.cmp(&b.label));
    Ok(PaymentMethodList { payment_methods })
}

pub fn place_order(shop: &mut Shop, call: &mut Call, args: PlaceOrder) -> Result<Order> {
    let shipping_address = ADDRESS.get(&shop.addresses, &args.address_id)?.line();
    let payment = PAYMENT.get(&shop.payment_methods, &args.payment_method_id)?;
    if shop.cart.is_empty() {
        return Err(conflict("The cart is empty. Use add_to_cart first."));
    }
    let Cart { shipping, total, .. } = shop.cart_view();
    if let Some(balance) = &payment.balance
        && balance.minor() < total.minor()
    {
        return Err(not_allowed(format!(
            "{} has only {balance} left, the order costs {total}. Use another payment method.",
            payment.label
        )));
    }
    let payment_method = payment.label.clone();
    let id = call.ids.mint("ord");
    let order_number = format!("{}-{}", number_prefix(&shop.name), call.ids.number("order"));
    let items = std::mem::take(&mut shop.cart);
    for line in &items {
        if let Some(product) = shop.products.get_mut(&line.product_id) {
            product.stock -= line.quantity;
        }
    }
    if let Some(balance) =
        shop.payment_methods.get_mut(&args.payment_method_id).and_then(|method| method.balance.as_mut())
    {
        *balance = balance.with(balance.minor() - total.minor());
    }
    let order = Order {
        id,
        order_number,
        status: OrderStatus::Processing,
        items: items.into_iter().map(CartLine::ordered).collect(),
        shipping,
        total,
        shipping_address,
        payment_method,
        placed_at: call.now,
        expected_delivery: call.now.day().plus_days(4),
        shipped_at: None,
        delivered_at: None,
        carrier: None,
        tracking_number: None,
    };
    shop.orders.insert(order.id.clone(), order.clone());
    Ok(order)
}

impl CartLine {
    fn ordered(self) -> OrderItem {
        let Self { id, product_id, name, quantity, unit_price } = self;
        OrderItem { id, product_id, name, quantity, unit_price }
    }
}

impl Shop {
    pub(super) fn money(&self, minor: i64) -> Money {
        Currency::of(&self.currency).money(minor)
    }

    fn cart_view(&self) -> Cart {
        let subtotal: i64 = self.cart.iter().map(|line| line.quantity * line.unit_price.minor()).sum();
        let shipping = if self.cart.is_empty() { 0 } else { shipping(Currency::of(&self.currency), subtotal) };
        Cart {
            items: self.cart.clone(),
            subtotal: self.money(subtotal),
            shipping: self.money(shipping),
            total: self.money(subtotal + shipping),
        }
    }
}
