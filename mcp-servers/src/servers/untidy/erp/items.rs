//! The module of items: looking them up, making them, pricing them.

use serde_json::json;

use super::codes::Flag;
use super::formats::number;
use super::reply::{Reply, Style, act, arguments, look};
use super::types::Item;
use super::{Erp, SUPPLIER};
use crate::kit::tool::Tool;
use crate::kit::{Call, Decimal, Int, Query, Text, ToolError, conflict, not_allowed, shorten};

arguments! {
    /// Get item by ID
    GetItem {
        /// The item id
        "itemId" item: Int<1, 99_999_999>,
    }
    /// Searches the item master. Supports free text (description, SKU) and category filter. Results are paged; pass page
    /// and pageSize as strings! Default page size is "10".
    SearchItems {
        /// search text
        "q" query: Option<Query>,
        "category" category: Option<String>,
        "page" page: Option<String>,
        "pageSize" page_size: Option<String>,
    }
    /// Create a new material/item in the item master. SKU has to be unique. Price and cost are decimal strings.
    CreateItem {
        "SKU" sku: Text<24>,
        "Description" description: Text<80>,
        /// Unit of measure (EA, BOX, M, KG...)
        "UoM" uom: Text<6>,
        "Cost" cost: Decimal,
        "Price" price: Decimal,
        "supplier_id" supplier_id: String,
        "category" category: Option<Text<30>>,
    }
    /// updates the list price of an item. prices below cost are rejected unless force=Y
    UpdatePrice {
        /// item number or SKU
        "item_id" item: String,
        /// e.g. "12.50"
        "new_price" price: Decimal,
        "force" force: Option<Flag>,
    }
    /// Price for a customer incl. discount group and quantity break (3% from 50 pcs)
    PriceLookup {
        "sku" sku: String,
        "customer_no" customer_no: String,
        "qty" qty: Int<1, 100_000>,
    }
}

pub fn tools() -> Vec<Tool<Erp>> {
    vec![
        look("getItemById", Style::Record, get_item),
        look("erp_search_items", Style::Wrapped, search_items),
        act("createItem", Style::Wrapped, create_item),
        act("updateItemPrice", Style::Record, update_price).idempotent(),
        look("price_lookup", Style::Bare, price_lookup),
    ]
}

fn get_item(erp: &Erp, _: &Call, args: GetItem) -> Reply {
    let item = erp.item(&args.item.0.to_string())?;
    Ok(json!({
        "itemId": item.id,
        "sku": item.sku,
        "desc": item.description,
        "category": item.category,
        "uom": item.uom,
        "unitCost": erp.amount(item.cost),
        "listPrice": erp.amount(item.price),
        "curr": erp.currency,
        "supplierId": item.supplier_id,
        "reorderPoint": item.reorder_point.to_string(),
    }))
}

fn search_items(erp: &Erp, _: &Call, args: SearchItems) -> Reply {
    let page = number("page", args.page.as_ref(), 1, 1_000)?;
    let size = number("pageSize", args.page_size.as_ref(), 10, 100)?;
    let category = args.category.map(|category| category.to_lowercase());
    let found = |item: &&Item| {
        let texts = [item.description.as_str(), item.sku.as_str()];
        args.query.as_ref().is_none_or(|query| query.matches(texts))
            && category.as_ref().is_none_or(|category| item.category.to_lowercase() == *category)
    };
    let found: Vec<&Item> = erp.items.values().filter(found).collect();
    let row = |item: &&Item| json!({"ItemNo": item.id.to_string(), "sku": item.sku, "Description": item.description});
    let rows: Vec<_> = found.iter().skip((page - 1) * size).take(size).map(row).collect();
    Ok(json!({"total": found.len().to_string(), "page": page.to_string(), "rows": rows}))
}

fn create_item(erp: &mut Erp, call: &mut Call, args: CreateItem) -> Reply {
    SUPPLIER.get(&erp.suppliers, &args.supplier_id)?;
    let sku = args.sku.0.to_uppercase();
    if let Ok(other) = erp.item(&sku) {
        return Err(conflict(format!("SKU {} is used by item {}.", shorten(&sku), other.id)));
    }
    let (cost, price) = (args.cost.minor(erp.money(), "Cost")?, args.price.minor(erp.money(), "Price")?);
    let number = call.ids.number("erp item");
    let item = Item {
        id: i64::try_from(number).unwrap_or_default(),
        sku: sku.clone(),
        description: args.description.0,
        category: args.category.map_or_else(|| "MISC".to_owned(), |category| category.0.to_uppercase()),
        uom: args.uom.0.to_uppercase(),
        cost,
        price,
        supplier_id: args.supplier_id,
        reorder_point: 0,
    };
    erp.items.insert(number.to_string(), item);
    Ok(json!({"ItemNo": number.to_string(), "SKU": sku}))
}

fn update_price(erp: &mut Erp, _: &mut Call, args: UpdatePrice) -> Reply {
    let price = args.price.minor(erp.money(), "new_price")?;
    let item = erp.item(&args.item)?;
    if price < item.cost && args.force != Some(Flag::Y) {
        return Err(not_allowed(format!(
            "Price {} is below cost {} of item {}. Use force=Y to override.",
            erp.amount(price),
            erp.amount(item.cost),
            item.id
        )));
    }
    let (key, old) = (item.id.to_string(), item.price);
    if let Some(item) = erp.items.get_mut(&key) {
        item.price = price;
    }
    Ok(json!({"item_id": key, "old_price": erp.amount(old), "new_price": erp.amount(price), "success": true}))
}

fn price_lookup(erp: &Erp, _: &Call, args: PriceLookup) -> Reply {
    let unit = erp.price_for(&args.customer_no, &args.sku, args.qty.0)?;
    Ok(json!({
        "sku": args.sku,
        "qty": args.qty.0,
        "unitPrice": erp.amount(unit),
        "lineTotal": erp.amount(unit.saturating_mul(args.qty.0)),
        "currency": erp.currency,
    }))
}

impl Erp {
    /// An item by its number or its SKU, whatever the module calls it.
    pub(super) fn item(&self, key: &str) -> Result<&Item, ToolError> {
        let key = key.trim();
        let by_sku = || self.items.values().find(|item| item.sku.eq_ignore_ascii_case(key));
        self.items.get(key).or_else(by_sku).ok_or_else(|| {
            ToolError::NotFound(format!(
                "Item {} does not exist. Use erp_search_items to find item numbers.",
                shorten(key)
            ))
        })
    }

    /// What a customer pays for a piece.
    pub(super) fn price_for(&self, customer_no: &str, item: &str, qty: i64) -> Result<i64, ToolError> {
        let customer = super::CUSTOMER.get(&self.customers, customer_no)?;
        let off = match customer.price_group {
            'A' => 10,
            'B' => 5,
            _ => 0,
        } + if qty >= 50 { 3 } else { 0 };
        Ok(self.item(item)?.price * (100 - off) / 100)
    }
}
