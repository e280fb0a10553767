//! The tools that look at products.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::types::*;
use super::{PRODUCT, Shop};
use crate::kit::{Call, Currency, Cursor, Limit, Money, Ordered, Query, ToolError, page};

#[derive(Debug, Serialize, JsonSchema)]
pub struct ProductSummary {
    /// Id of the product.
    pub id: String,
    /// Name of the product.
    pub name: String,
    /// Where it is listed.
    pub category: Category,
    /// Price of one piece.
    pub price: Money,
    /// Average of the customers' ratings, 1 to 5.
    pub rating: f64,
    /// Whether any piece is left.
    pub in_stock: bool,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct ProductList {
    /// The products found, in the wanted order.
    pub products: Vec<ProductSummary>,
    /// Cursor of the next page, if there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_cursor: Option<String>,
}

/// How products are sorted.
#[derive(Debug, Clone, Copy, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Sorting {
    Name,
    PriceAscending,
    PriceDescending,
    Rating,
}

/// Finds products by words of name, brand, colour or features, by category and by price. Use it to get a product's id.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SearchProducts {
    /// Words to search for; all of them must match.
    pub query: Option<Query>,
    /// Only products of this category.
    pub category: Option<Category>,
    /// Only products that cost at most this much, in the shop's currency.
    #[schemars(range(min = 0.0))]
    pub max_price: Option<f64>,
    /// Only products that are in stock (default false).
    pub in_stock_only: Option<bool>,
    /// In which order (default name).
    pub sort_by: Option<Sorting>,
    /// How many products to return at most (default 10).
    pub limit: Option<Limit>,
    /// The next_cursor of the previous page.
    pub cursor: Option<Cursor>,
}

/// Returns one product with price, colour, features, rating and stock.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GetProduct {
    /// Id of the product.
    pub product_id: String,
}

pub fn search_products(shop: &Shop, _: &Call, args: SearchProducts) -> Result<ProductList, ToolError> {
    let scale = Currency::of(&shop.currency).amount(0).scale() as f64;
    let found = |product: &&Product| {
        args.query.as_ref().is_none_or(|query| query.matches(texts(product)))
            && args.category.is_none_or(|category| product.category == category)
            && args.max_price.is_none_or(|price| product.price.minor() as f64 <= price * scale + 0.001)
            && !(args.in_stock_only.unwrap_or(false) && product.stock == 0)
    };
    let mut found: Vec<&Product> = shop.products.values().filter(found).collect();
    found.order_by(|a, b| (&a.name, &a.id).cmp(&(&b.name, &b.id)));
    match args.sort_by.unwrap_or(Sorting::Name) {
        Sorting::Name => {}
        Sorting::PriceAscending => found.order_by_key(|product| product.price.minor()),
        Sorting::PriceDescending => found.order_by_key(|product| -product.price.minor()),
        Sorting::Rating => found.order_by(|a, b| b.rating.total_cmp(&a.rating)),
    }
    let (found, next_cursor) = page(found, args.cursor, args.limit, 10);
    let summary = |product: &Product| ProductSummary {
        id: product.id.clone(),
        name: product.name.clone(),
        category: product.category,
        price: product.price.clone(),
        rating: product.rating,
        in_stock: product.stock > 0,
    };
    Ok(ProductList { products: found.into_iter().map(summary).collect(), next_cursor })
}

pub fn get_product(shop: &Shop, _: &Call, args: GetProduct) -> Result<Product, ToolError> {
    PRODUCT.get(&shop.products, &args.product_id).cloned()
}

fn texts(product: &Product) -> impl Iterator<Item = &str> {
    [product.name.as_str()]
        .into_iter()
        .chain(product.color.as_deref())
        .chain(product.features.iter().map(String::as_str))
}
