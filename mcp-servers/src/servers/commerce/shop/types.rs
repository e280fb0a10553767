//! What the shop holds and shows.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::kit::{Day, Money, Time};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Category {
    Audio,
    Kitchen,
    Outdoor,
    Office,
    Home,
    Sports,
}

#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Product {
    /// Id of the product.
    pub id: String,
    /// Name of the product.
    pub name: String,
    /// Who makes it.
    pub brand: String,
    /// Where it is listed.
    pub category: Category,
    /// Price of one piece.
    pub price: Money,
    /// Colour, where it matters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub color: Option<String>,
    /// What is special about it.
    pub features: Vec<String>,
    /// Average of the customers' ratings, 1 to 5.
    pub rating: f64,
    /// How many pieces are left.
    pub stock: i64,
}

#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct CartLine {
    /// Id of this line of the cart.
    pub id: String,
    /// Id of the product.
    pub product_id: String,
    /// Name of the product.
    pub name: String,
    /// How many pieces.
    pub quantity: i64,
    /// Price of one piece.
    pub unit_price: Money,
}

#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct OrderItem {
    /// Id of this line of the order.
    pub id: String,
    /// Id of the product.
    pub product_id: String,
    /// Name of the product.
    pub name: String,
    /// How many pieces.
    pub quantity: i64,
    /// Price of one piece.
    pub unit_price: Money,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum OrderStatus {
    Processing,
    Shipped,
    Delivered,
    Cancelled,
}

#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Order {
    /// Id of the order.
    pub id: String,
    /// Number of the order as it stands in mails and on invoices.
    pub order_number: String,
    /// How far the order is.
    pub status: OrderStatus,
    /// What was ordered.
    pub items: Vec<OrderItem>,
    /// Price of shipping.
    pub shipping: Money,
    /// Sum of items and shipping.
    pub total: Money,
    /// Where it goes.
    pub shipping_address: String,
    /// How it was paid.
    pub payment_method: String,
    /// When the order was placed.
    pub placed_at: Time,
    /// When it is expected to arrive, or did.
    pub expected_delivery: Day,
    /// When it left the store.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub shipped_at: Option<Time>,
    /// When it arrived.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub delivered_at: Option<Time>,
    /// Who carries it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub carrier: Option<String>,
    /// Tracking number, once it has shipped.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tracking_number: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ReturnReason {
    Damaged,
    WrongItem,
    NotAsDescribed,
    ChangedMind,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ReturnStatus {
    AwaitingParcel,
}

#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Return {
    /// Id of the return.
    pub id: String,
    /// Id of the order.
    pub order_id: String,
    /// Id of the line of the order.
    pub item_id: String,
    /// Name of the product.
    pub product_name: String,
    /// How many pieces go back.
    pub quantity: i64,
    /// Why they go back.
    pub reason: ReturnReason,
    /// What the user added.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
    /// How far the return is.
    pub status: ReturnStatus,
    /// What the user gets back.
    pub refund: Money,
    /// Last day to hand in the parcel.
    pub send_by: Day,
    /// When the return was requested.
    pub requested_at: Time,
}

#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Address {
    /// Id of the address.
    pub id: String,
    /// What the user calls it.
    pub label: String,
    /// Name on the parcel.
    pub recipient: String,
    /// Street and number.
    pub street: String,
    /// City.
    pub city: String,
    /// Country.
    pub country: String,
}

impl Address {
    pub fn line(&self) -> String {
        format!("{}, {}, {}, {}", self.recipient, self.street, self.city, self.country)
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum PaymentKind {
    Card,
    GiftCard,
}

#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct PaymentMethod {
    /// Id of the payment method.
    pub id: String,
    /// Kind of payment.
    pub kind: PaymentKind,
    /// How the user recognises it.
    pub label: String,
    /// What is left on a gift card.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub balance: Option<Money>,
}
