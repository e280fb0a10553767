//! The tool that writes customs declarations.

use schemars::JsonSchema;
use serde::Deserialize;

use super::types::*;
use super::{ADDRESS, Shipping, crosses_border};
use crate::kit::{Call, Decimal, Int, Text, ToolError, invalid, not_allowed};

type Result<T> = std::result::Result<T, ToolError>;

/// What carriers do not take across borders, by the first letters of the tariff's number.
const BANNED: [(&str, &str); 4] = [("93", "weapons"), ("36", "explosives"), ("24", "tobacco"), ("01", "live animals")];
/// Parcels worth less than this many euro cents are free of duties.
const FREE: i64 = 15_000;
/// Commercial invoices are needed above this many euro cents.
const INVOICE_ABOVE: i64 = 100_000;

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CustomsItem {
    /// What it is, in plain words.
    pub description: Text<120>,
    /// Number of the customs tariff, 6 to 10 digits.
    #[schemars(example = &"940520", example = &"482010", example = &"850440")]
    pub hs_code: Text<10>,
    /// How many pieces.
    pub quantity: Int<1, 1000>,
    /// Value of one piece, in the account's currency.
    pub unit_value: Decimal,
}

/// Declares the contents of a parcel that crosses a customs border, with an estimate of duties. buy_shipping_label takes its id.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateCustomsDeclaration {
    /// Id of the address where the parcel goes.
    pub to_address_id: String,
    /// What is in it, 1 to 20 kinds of goods.
    #[schemars(length(min = 1, max = 20))]
    pub items: Vec<CustomsItem>,
}

pub fn create_customs_declaration(
    shipping: &mut Shipping,
    call: &mut Call,
    args: CreateCustomsDeclaration,
) -> Result<Customs> {
    let to = ADDRESS.get(&shipping.addresses, &args.to_address_id)?;
    let home = ADDRESS.get(&shipping.addresses, &shipping.home_id)?;
    if !crosses_border(&home.country, &to.country) {
        return Err(not_allowed(format!(
            "Parcels from {} to {} cross no customs border. Use buy_shipping_label without a declaration.",
            home.country, to.country
        )));
    }
    if !(1..=20).contains(&args.items.len()) {
        return Err(invalid("Argument `items`: name 1 to 20 kinds of goods."));
    }
    let currency = shipping.currency();
    let mut items = Vec::new();
    let mut total = 0_i64;
    for item in args.items {
        let code = item.hs_code.0.replace('.', "");
        if !(6..=10).contains(&code.len()) || !code.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(invalid("Argument `items`: an hs_code has 6 to 10 digits, such as 940520."));
        }
        if let Some((_, what)) = BANNED.iter().find(|(start, _)| code.starts_with(start)) {
            return Err(not_allowed(format!("Carriers do not take {what} across borders.")));
        }
        let value = item.unit_value.minor(currency, "items")?.saturating_mul(item.quantity.0);
        total = total.saturating_add(value);
        items.push(DeclaredItem {
            description: item.description.0,
            hs_code: code,
            quantity: item.quantity.0,
            value: currency.money(value),
        });
    }
    if total > currency.price(2_000_000) {
        let most = currency.money(currency.price(2_000_000));
        return Err(not_allowed(format!("A parcel is insured up to {most}. Split it.")));
    }
    let duties = if total < currency.price(FREE) { 0 } else { total / 100 * 24 };
    let mut documents = vec!["CN23 customs form".to_owned()];
    if total > currency.price(INVOICE_ABOVE) {
        documents.push("Commercial invoice, three copies".to_owned());
    }
    let customs = Customs {
        id: call.ids.mint("cud"),
        destination_country: to.country.clone(),
        items,
        total_value: currency.money(total),
        estimated_duties: currency.money(duties),
        documents,
        tracking_number: None,
    };
    shipping.customs_declarations.insert(customs.id.clone(), customs.clone());
    Ok(customs)
}
