const __vite__mapDeps=(i,m=__vite__mapDeps,d=(m.f||(m.f=["assets/oidc-DSfRjAQ_.js","assets/token-C-RoWOq7.js"])))=>i.map(i=>d[i]);
import{a as e,i as t,n,r,t as i}from"./token-C-RoWOq7.js";var a=Object.create,o=Object.defineProperty,s=Object.getOwnPropertyDescriptor,c=Object.getOwnPropertyNames,l=Object.getPrototypeOf,u=Object.prototype.hasOwnProperty,d=(e,t)=>()=>(t||(e((t={exports:{}}).exports,t,t.exports),e=null),t.exports),f=(e,t)=>{let n={};for(var r in e)o(n,r,{get:e[r],enumerable:!0});return t||o(n,Symbol.toStringTag,{value:`Module`}),n},p=(e,t,n,r)=>{if(t&&typeof t==`object`||typeof t==`function`)for(var i=c(t),a=0,l=i.length,d;a<l;a++)d=i[a],!u.call(e,d)&&d!==n&&o(e,d,{get:(e=>t[e]).bind(null,d),enumerable:!(r=s(t,d))||r.enumerable});return e},m=(e,t,n)=>(n=e==null?{}:a(l(e)),p(t||!e||!e.__esModule||!u.call(e,`default`)?o(n,`default`,{value:e,enumerable:!0}):n,e)),h=d((e=>{var t=Symbol.for(`react.transitional.element`),n=Symbol.for(`react.portal`),r=Symbol.for(`react.fragment`),i=Symbol.for(`react.strict_mode`),a=Symbol.for(`react.profiler`),o=Symbol.for(`react.consumer`),s=Symbol.for(`react.context`),c=Symbol.for(`react.forward_ref`),l=Symbol.for(`react.suspense`),u=Symbol.for(`react.memo`),d=Symbol.for(`react.lazy`),f=Symbol.for(`react.activity`),p=Symbol.for(`react.view_transition`),m=Symbol.iterator;function h(e){return typeof e!=`object`||!e?null:(e=m&&e[m]||e[`@@iterator`],typeof e==`function`?e:null)}var g={isMounted:function(){return!1},enqueueForceUpdate:function(){},enqueueReplaceState:function(){},enqueueSetState:function(){}},_=Object.assign,v={};function y(e,t,n){this.props=e,this.context=t,this.refs=v,this.updater=n||g}y.prototype.isReactComponent={},y.prototype.setState=function(e,t){if(typeof e!=`object`&&typeof e!=`function`&&e!=null)throw Error(`takes an object of state variables to update or a function which returns an object of state variables.`);this.updater.enqueueSetState(this,e,t,`setState`)},y.prototype.forceUpdate=function(e){this.updater.enqueueForceUpdate(this,e,`forceUpdate`)};function b(){}b.prototype=y.prototype;function x(e,t,n){this.props=e,this.context=t,this.refs=v,this.updater=n||g}var S=x.prototype=new b;S.constructor=x,_(S,y.prototype),S.isPureReactComponent=!0;var C=Array.isArray;function w(){}var T={H:null,A:null,T:null,S:null},E=Object.prototype.hasOwnProperty;function D(e,n,r){var i=r.ref;return{$$typeof:t,type:e,key:n,ref:i===void 0?null:i,props:r}}function O(e,t){return D(e.type,t,e.props)}function k(e){return typeof e==`object`&&!!e&&e.$$typeof===t}function ee(e){var t={"=":`=0`,":":`=2`};return`$`+e.replace(/[=:]/g,function(e){return t[e]})}var te=/\/+/g;function ne(e,t){return typeof e==`object`&&e&&e.key!=null?ee(``+e.key):t.toString(36)}function A(e){switch(e.status){case`fulfilled`:return e.value;case`rejected`:throw e.reason;default:switch(typeof e.status==`string`?e.then(w,w):(e.status=`pending`,e.then(function(t){e.status===`pending`&&(e.status=`fulfilled`,e.value=t)},function(t){e.status===`pending`&&(e.status=`rejected`,e.reason=t)})),e.status){case`fulfilled`:return e.value;case`rejected`:throw e.reason}}throw e}function re(e,r,i,a,o){var s=typeof e;(s===`undefined`||s===`boolean`)&&(e=null);var c=!1;if(e===null)c=!0;else switch(s){case`bigint`:case`string`:case`number`:c=!0;break;case`object`:switch(e.$$typeof){case t:case n:c=!0;break;case d:return c=e._init,re(c(e._payload),r,i,a,o)}}if(c)return o=o(e),c=a===``?`.`+ne(e,0):a,C(o)?(i=``,c!=null&&(i=c.replace(te,`$&/`)+`/`),re(o,r,i,``,function(e){return e})):o!=null&&(k(o)&&(o=O(o,i+(o.key==null||e&&e.key===o.key?``:(``+o.key).replace(te,`$&/`)+`/`)+c)),r.push(o)),1;c=0;var l=a===``?`.`:a+`:`;if(C(e))for(var u=0;u<e.length;u++)a=e[u],s=l+ne(a,u),c+=re(a,r,i,s,o);else if(u=h(e),typeof u==`function`)for(e=u.call(e),u=0;!(a=e.next()).done;)a=a.value,s=l+ne(a,u++),c+=re(a,r,i,s,o);else if(s===`object`){if(typeof e.then==`function`)return re(A(e),r,i,a,o);throw r=String(e),Error(`Objects are not valid as a React child (found: `+(r===`[object Object]`?`object with keys {`+Object.keys(e).join(`, `)+`}`:r)+`). If you meant to render a collection of children, use an array instead.`)}return c}function j(e,t,n){if(e==null)return e;var r=[],i=0;return re(e,r,``,``,function(e){return t.call(n,e,i++)}),r}function ie(e){if(e._status===-1){var t=e._result,n=t();n.then(function(t){(e._status===0||e._status===-1)&&(e._status=1,e._result=t,n.status===void 0&&(n.status=`fulfilled`,n.value=t))},function(t){(e._status===0||e._status===-1)&&(e._status=2,e._result=t,n.status===void 0&&(n.status=`rejected`,n.reason=t))}),e._status===-1&&(e._status=0,e._result=n)}if(e._status===1)return e._result.default;throw e._result}var ae=typeof reportError==`function`?reportError:function(e){if(typeof window==`object`&&typeof window.ErrorEvent==`function`){var t=new window.ErrorEvent(`error`,{bubbles:!0,cancelable:!0,message:typeof e==`object`&&e&&typeof e.message==`string`?String(e.message):String(e),error:e});if(!window.dispatchEvent(t))return}else if(typeof process==`object`&&typeof process.emit==`function`){process.emit(`uncaughtException`,e);return}console.error(e)};function oe(e){var t=T.T,n={};n.types=t===null?null:t.types,T.T=n;try{var r=e(),i=T.S;i!==null&&i(n,r),typeof r==`object`&&r&&typeof r.then==`function`&&r.then(w,ae)}catch(e){ae(e)}finally{t!==null&&n.types!==null&&(t.types=n.types),T.T=t}}function se(e){var t=T.T;if(t!==null){var n=t.types;n===null?t.types=[e]:n.indexOf(e)===-1&&n.push(e)}else oe(se.bind(null,e))}var M={map:j,forEach:function(e,t,n){j(e,function(){t.apply(this,arguments)},n)},count:function(e){var t=0;return j(e,function(){t++}),t},toArray:function(e){return j(e,function(e){return e})||[]},only:function(e){if(!k(e))throw Error(`React.Children.only expected to receive a single React element child.`);return e}};e.Activity=f,e.Children=M,e.Component=y,e.Fragment=r,e.Profiler=a,e.PureComponent=x,e.StrictMode=i,e.Suspense=l,e.ViewTransition=p,e.__CLIENT_INTERNALS_DO_NOT_USE_OR_WARN_USERS_THEY_CANNOT_UPGRADE=T,e.__COMPILER_RUNTIME={__proto__:null,c:function(e){return T.H.useMemoCache(e)}},e.addTransitionType=se,e.cache=function(e){return function(){return e.apply(null,arguments)}},e.cacheSignal=function(){return null},e.cloneElement=function(e,t,n){if(e==null)throw Error(`The argument must be a React element, but you passed `+e+`.`);var r=_({},e.props),i=e.key;if(t!=null)for(a in t.key!==void 0&&(i=``+t.key),t)!E.call(t,a)||a===`key`||a===`__self`||a===`__source`||a===`ref`&&t.ref===void 0||(r[a]=t[a]);var a=arguments.length-2;if(a===1)r.children=n;else if(1<a){for(var o=Array(a),s=0;s<a;s++)o[s]=arguments[s+2];r.children=o}return D(e.type,i,r)},e.createContext=function(e){return e={$$typeof:s,_currentValue:e,_currentValue2:e,_threadCount:0,Provider:null,Consumer:null},e.Provider=e,e.Consumer={$$typeof:o,_context:e},e},e.createElement=function(e,t,n){var r,i={},a=null;if(t!=null)for(r in t.key!==void 0&&(a=``+t.key),t)E.call(t,r)&&r!==`key`&&r!==`__self`&&r!==`__source`&&(i[r]=t[r]);var o=arguments.length-2;if(o===1)i.children=n;else if(1<o){for(var s=Array(o),c=0;c<o;c++)s[c]=arguments[c+2];i.children=s}if(e&&e.defaultProps)for(r in o=e.defaultProps,o)i[r]===void 0&&(i[r]=o[r]);return D(e,a,i)},e.createRef=function(){return{current:null}},e.forwardRef=function(e){return{$$typeof:c,render:e}},e.isValidElement=k,e.lazy=function(e){return{$$typeof:d,_payload:{_status:-1,_result:e},_init:ie}},e.memo=function(e,t){return{$$typeof:u,type:e,compare:t===void 0?null:t}},e.startTransition=oe,e.unstable_useCacheRefresh=function(){return T.H.useCacheRefresh()},e.use=function(e){return T.H.use(e)},e.useActionState=function(e,t,n){return T.H.useActionState(e,t,n)},e.useCallback=function(e,t){return T.H.useCallback(e,t)},e.useContext=function(e){return T.H.useContext(e)},e.useDebugValue=function(){},e.useDeferredValue=function(e,t){return T.H.useDeferredValue(e,t)},e.useEffect=function(e,t){return T.H.useEffect(e,t)},e.useEffectEvent=function(e){return T.H.useEffectEvent(e)},e.useId=function(){return T.H.useId()},e.useImperativeHandle=function(e,t,n){return T.H.useImperativeHandle(e,t,n)},e.useInsertionEffect=function(e,t){return T.H.useInsertionEffect(e,t)},e.useLayoutEffect=function(e,t){return T.H.useLayoutEffect(e,t)},e.useMemo=function(e,t){return T.H.useMemo(e,t)},e.useOptimistic=function(e,t){return T.H.useOptimistic(e,t)},e.useReducer=function(e,t,n){return T.H.useReducer(e,t,n)},e.useRef=function(e){return T.H.useRef(e)},e.useState=function(e){return T.H.useState(e)},e.useSyncExternalStore=function(e,t,n){return T.H.useSyncExternalStore(e,t,n)},e.useTransition=function(){return T.H.useTransition()},e.version=`19.3.1`})),g=d(((e,t)=>{t.exports=h()})),_=d((e=>{var t=g();function n(e){var t=`https://react.dev/errors/`+e;if(1<arguments.length){t+=`?args[]=`+encodeURIComponent(arguments[1]);for(var n=2;n<arguments.length;n++)t+=`&args[]=`+encodeURIComponent(arguments[n])}return`Minified React error #`+e+`; visit `+t+` for the full message or use the non-minified dev environment for full errors and additional helpful warnings.`}function r(){}var i={d:{f:r,r:function(){throw Error(n(522))},D:r,C:r,L:r,m:r,X:r,S:r,M:r},p:0,findDOMNode:null},a=Symbol.for(`react.portal`),o=Symbol.for(`react.recoverable`),s=Symbol.for(`react.optimistic_key`);function c(e,t,n){var r=3<arguments.length&&arguments[3]!==void 0?arguments[3]:null;return{$$typeof:a,key:r==null?null:r===s?s:``+r,children:e,containerInfo:t,implementation:n}}var l=t.__CLIENT_INTERNALS_DO_NOT_USE_OR_WARN_USERS_THEY_CANNOT_UPGRADE;function u(e,t){if(e===`font`)return``;if(typeof t==`string`)return t===`use-credentials`?t:``}e.__DOM_INTERNALS_DO_NOT_USE_OR_WARN_USERS_THEY_CANNOT_UPGRADE=i,e.browser=function(e){return{$$typeof:o,_reason:e}},e.createPortal=function(e,t){var r=2<arguments.length&&arguments[2]!==void 0?arguments[2]:null;if(!t||t.nodeType!==1&&t.nodeType!==9&&t.nodeType!==11)throw Error(n(299));return c(e,t,null,r)},e.flushSync=function(e){var t=l.T,n=i.p;try{if(l.T=null,i.p=2,e)return e()}finally{l.T=t,i.p=n,i.d.f()}},e.preconnect=function(e,t){typeof e==`string`&&(t?(t=t.crossOrigin,t=typeof t==`string`?t===`use-credentials`?t:``:void 0):t=null,i.d.C(e,t))},e.prefetchDNS=function(e){typeof e==`string`&&i.d.D(e)},e.preinit=function(e,t){if(typeof e==`string`&&t&&typeof t.as==`string`){var n=t.as,r=u(n,t.crossOrigin),a=typeof t.integrity==`string`?t.integrity:void 0,o=typeof t.fetchPriority==`string`?t.fetchPriority:void 0;n===`style`?i.d.S(e,typeof t.precedence==`string`?t.precedence:void 0,{crossOrigin:r,integrity:a,fetchPriority:o}):n===`script`&&i.d.X(e,{crossOrigin:r,integrity:a,fetchPriority:o,nonce:typeof t.nonce==`string`?t.nonce:void 0})}},e.preinitModule=function(e,t){if(typeof e==`string`){if(typeof t==`object`&&t){if(t.as==null||t.as===`script`){var n=u(t.as,t.crossOrigin);i.d.M(e,{crossOrigin:n,integrity:typeof t.integrity==`string`?t.integrity:void 0,nonce:typeof t.nonce==`string`?t.nonce:void 0,fetchPriority:typeof t.fetchPriority==`string`?t.fetchPriority:void 0})}}else t??i.d.M(e)}},e.preload=function(e,t){if(typeof e==`string`&&typeof t==`object`&&t&&typeof t.as==`string`){var n=t.as,r=u(n,t.crossOrigin);i.d.L(e,n,{crossOrigin:r,integrity:typeof t.integrity==`string`?t.integrity:void 0,nonce:typeof t.nonce==`string`?t.nonce:void 0,type:typeof t.type==`string`?t.type:void 0,fetchPriority:typeof t.fetchPriority==`string`?t.fetchPriority:void 0,referrerPolicy:typeof t.referrerPolicy==`string`?t.referrerPolicy:void 0,imageSrcSet:typeof t.imageSrcSet==`string`?t.imageSrcSet:void 0,imageSizes:typeof t.imageSizes==`string`?t.imageSizes:void 0,media:typeof t.media==`string`?t.media:void 0})}},e.preloadModule=function(e,t){if(typeof e==`string`){if(t){var n=u(t.as,t.crossOrigin);i.d.m(e,{as:typeof t.as==`string`&&t.as!==`script`?t.as:void 0,crossOrigin:n,integrity:typeof t.integrity==`string`?t.integrity:void 0,nonce:typeof t.nonce==`string`?t.nonce:void 0,fetchPriority:typeof t.fetchPriority==`string`?t.fetchPriority:void 0})}else i.d.m(e)}},e.requestFormReset=function(e){i.d.r(e)},e.unstable_batchedUpdates=function(e,t){return e(t)},e.useFormState=function(e,t,n){return l.H.useFormState(e,t,n)},e.useFormStatus=function(){return l.H.useHostTransitionStatus()},e.version=`19.3.1`})),v=d(((e,t)=>{function n(){if(typeof __REACT_DEVTOOLS_GLOBAL_HOOK__<`u`&&typeof __REACT_DEVTOOLS_GLOBAL_HOOK__.checkDCE==`function`)try{__REACT_DEVTOOLS_GLOBAL_HOOK__.checkDCE(n)}catch(e){console.error(e)}}n(),t.exports=_()})),y=d((e=>{var t=Symbol.for(`react.transitional.element`),n=Symbol.for(`react.fragment`);function r(e,n,r){var i=null;if(r!==void 0&&(i=``+r),n.key!==void 0&&(i=``+n.key),`key`in n)for(var a in r={},n)a!==`key`&&(r[a]=n[a]);else r=n;return n=r.ref,{$$typeof:t,type:e,key:i,ref:n===void 0?null:n,props:r}}e.Fragment=n,e.jsx=r,e.jsxs=r})),b=d(((e,t)=>{t.exports=y()})),x=d((e=>{var t=g();function n(e,t){return e===t&&(e!==0||1/e==1/t)||e!==e&&t!==t}var r=typeof Object.is==`function`?Object.is:n,i=t.useState,a=t.useEffect,o=t.useLayoutEffect,s=t.useDebugValue;function c(e,t){var n=t(),r=i({inst:{value:n,getSnapshot:t}}),c=r[0].inst,u=r[1];return o(function(){c.value=n,c.getSnapshot=t,l(c)&&u({inst:c})},[e,n,t]),a(function(){return l(c)&&u({inst:c}),e(function(){l(c)&&u({inst:c})})},[e]),s(n),n}function l(e){var t=e.getSnapshot;e=e.value;try{var n=t();return!r(e,n)}catch{return!0}}function u(e,t){return t()}var d=typeof window>`u`||window.document===void 0||window.document.createElement===void 0?u:c;e.useSyncExternalStore=t.useSyncExternalStore===void 0?d:t.useSyncExternalStore})),S=d(((e,t)=>{t.exports=x()})),C=d((e=>{var t=g(),n=S();function r(e,t){return e===t&&(e!==0||1/e==1/t)||e!==e&&t!==t}var i=typeof Object.is==`function`?Object.is:r,a=n.useSyncExternalStore,o=t.useRef,s=t.useEffect,c=t.useMemo,l=t.useDebugValue;e.useSyncExternalStoreWithSelector=function(e,t,n,r,u){var d=o(null);if(d.current===null){var f={hasValue:!1,value:null};d.current=f}else f=d.current;d=c(function(){function e(e){if(!a){if(a=!0,o=e,e=r(e),u!==void 0&&f.hasValue){var t=f.value;if(u(t,e))return s=t}return s=e}if(t=s,i(o,e))return t;var n=r(e);return u!==void 0&&u(t,n)?(o=e,t):(o=e,s=n)}var a=!1,o,s,c=n===void 0?null:n;return[function(){return e(t())},c===null?void 0:function(){return e(c())}]},[t,n,r,u]);var p=a(e,d[0],d[1]);return s(function(){f.hasValue=!0,f.value=p},[p]),l(p),p}})),w=d(((e,t)=>{t.exports=C()})),T={NAME:`Name`,DOCUMENT:`Document`,OPERATION_DEFINITION:`OperationDefinition`,VARIABLE_DEFINITION:`VariableDefinition`,SELECTION_SET:`SelectionSet`,FIELD:`Field`,ARGUMENT:`Argument`,FRAGMENT_SPREAD:`FragmentSpread`,INLINE_FRAGMENT:`InlineFragment`,FRAGMENT_DEFINITION:`FragmentDefinition`,VARIABLE:`Variable`,INT:`IntValue`,FLOAT:`FloatValue`,STRING:`StringValue`,BOOLEAN:`BooleanValue`,NULL:`NullValue`,ENUM:`EnumValue`,LIST:`ListValue`,OBJECT:`ObjectValue`,OBJECT_FIELD:`ObjectField`,DIRECTIVE:`Directive`,NAMED_TYPE:`NamedType`,LIST_TYPE:`ListType`,NON_NULL_TYPE:`NonNullType`},E=class extends Error{constructor(e,t,n,r,i,a,o){super(e),this.name=`GraphQLError`,this.message=e,i&&(this.path=i),t&&(this.nodes=Array.isArray(t)?t:[t]),n&&(this.source=n),r&&(this.positions=r),a&&(this.originalError=a);var s=o;if(!s&&a){var c=a.extensions;c&&typeof c==`object`&&(s=c)}this.extensions=s||{}}toJSON(){return{...this,message:this.message}}toString(){return this.message}get[Symbol.toStringTag](){return`GraphQLError`}},D,O;function k(e){return new E(`Syntax Error: Unexpected token at ${O} in ${e}`)}function ee(e){if(e.lastIndex=O,e.test(D))return D.slice(O,O=e.lastIndex)}var te=/ +(?=[^\s])/y;function ne(e){for(var t=e.split(`
`),n=``,r=0,i=0,a=t.length-1,o=0;o<t.length;o++)te.lastIndex=0,te.test(t[o])&&(o&&(!r||te.lastIndex<r)&&(r=te.lastIndex),i||=o,a=o);for(var s=i;s<=a;s++)s!==i&&(n+=`
`),n+=t[s].slice(r).replace(/\\"""/g,`"""`);return n}function A(){for(var e=0|D.charCodeAt(O++);e===9||e===10||e===13||e===32||e===35||e===44||e===65279;e=0|D.charCodeAt(O++))if(e===35)for(;(e=0|D.charCodeAt(O++))&&e!==10&&e!==13;);O--}function re(){for(var e=O,t=0|D.charCodeAt(O++);t>=48&&t<=57||t>=65&&t<=90||t===95||t>=97&&t<=122;t=0|D.charCodeAt(O++));if(e===O-1)throw k(`Name`);var n=D.slice(e,--O);return A(),n}function j(){return{kind:`Name`,value:re()}}var ie=/(?:"""|(?:[\s\S]*?[^\\])""")/y,ae=/(?:(?:\.\d+)?[eE][+-]?\d+|\.\d+)/y;function oe(e){var t;switch(D.charCodeAt(O)){case 91:O++,A();for(var n=[];D.charCodeAt(O)!==93;)n.push(oe(e));return O++,A(),{kind:`ListValue`,values:n};case 123:O++,A();for(var r=[];D.charCodeAt(O)!==125;){var i=j();if(D.charCodeAt(O++)!==58)throw k(`ObjectField`);A(),r.push({kind:`ObjectField`,name:i,value:oe(e)})}return O++,A(),{kind:`ObjectValue`,fields:r};case 36:if(e)throw k(`Variable`);return O++,{kind:`Variable`,name:j()};case 34:if(D.charCodeAt(O+1)===34&&D.charCodeAt(O+2)===34){if(O+=3,(t=ee(ie))==null)throw k(`StringValue`);return A(),{kind:`StringValue`,value:ne(t.slice(0,-3)),block:!0}}var a=O,o;O++;var s=!1;for(o=0|D.charCodeAt(O++);o===92&&(O++,s=!0)||o!==10&&o!==13&&o!==34&&o;o=0|D.charCodeAt(O++));if(o!==34)throw k(`StringValue`);return t=D.slice(a,O),A(),{kind:`StringValue`,value:s?JSON.parse(t):t.slice(1,-1),block:!1};case 45:case 48:case 49:case 50:case 51:case 52:case 53:case 54:case 55:case 56:case 57:for(var c=O++,l;(l=0|D.charCodeAt(O++))>=48&&l<=57;);var u=D.slice(c,--O);if((l=D.charCodeAt(O))===46||l===69||l===101){if((t=ee(ae))==null)throw k(`FloatValue`);return A(),{kind:`FloatValue`,value:u+t}}return A(),{kind:`IntValue`,value:u};case 110:if(D.charCodeAt(O+1)===117&&D.charCodeAt(O+2)===108&&D.charCodeAt(O+3)===108)return O+=4,A(),{kind:`NullValue`};break;case 116:if(D.charCodeAt(O+1)===114&&D.charCodeAt(O+2)===117&&D.charCodeAt(O+3)===101)return O+=4,A(),{kind:`BooleanValue`,value:!0};break;case 102:if(D.charCodeAt(O+1)===97&&D.charCodeAt(O+2)===108&&D.charCodeAt(O+3)===115&&D.charCodeAt(O+4)===101)return O+=5,A(),{kind:`BooleanValue`,value:!1}}return{kind:`EnumValue`,value:re()}}function se(e){if(D.charCodeAt(O)===40){var t=[];O++,A();do{var n=j();if(D.charCodeAt(O++)!==58)throw k(`Argument`);A(),t.push({kind:`Argument`,name:n,value:oe(e)})}while(D.charCodeAt(O)!==41);return O++,A(),t}}function M(e){if(D.charCodeAt(O)===64){var t=[];do O++,t.push({kind:`Directive`,name:j(),arguments:se(e)});while(D.charCodeAt(O)===64);return t}}function ce(){for(var e=0;D.charCodeAt(O)===91;)e++,O++,A();var t={kind:`NamedType`,name:j()};do if(D.charCodeAt(O)===33&&(O++,A(),t={kind:`NonNullType`,type:t}),e){if(D.charCodeAt(O++)!==93)throw k(`NamedType`);A(),t={kind:`ListType`,type:t}}while(e--);return t}function le(){if(D.charCodeAt(O++)!==123)throw k(`SelectionSet`);return A(),ue()}function ue(){var e=[];do if(D.charCodeAt(O)===46){if(D.charCodeAt(++O)!==46||D.charCodeAt(++O)!==46)throw k(`SelectionSet`);switch(O++,A(),D.charCodeAt(O)){case 64:e.push({kind:`InlineFragment`,typeCondition:void 0,directives:M(!1),selectionSet:le()});break;case 111:D.charCodeAt(O+1)===110?(O+=2,A(),e.push({kind:`InlineFragment`,typeCondition:{kind:`NamedType`,name:j()},directives:M(!1),selectionSet:le()})):e.push({kind:`FragmentSpread`,name:j(),directives:M(!1)});break;case 123:O++,A(),e.push({kind:`InlineFragment`,typeCondition:void 0,directives:void 0,selectionSet:ue()});break;default:e.push({kind:`FragmentSpread`,name:j(),directives:M(!1)})}}else{var t=j(),n=void 0;D.charCodeAt(O)===58&&(O++,A(),n=t,t=j());var r=se(!1),i=M(!1),a=void 0;D.charCodeAt(O)===123&&(O++,A(),a=ue()),e.push({kind:`Field`,alias:n,name:t,arguments:r,directives:i,selectionSet:a})}while(D.charCodeAt(O)!==125);return O++,A(),{kind:`SelectionSet`,selections:e}}function de(){if(A(),D.charCodeAt(O)===40){var e=[];O++,A();do{var t=void 0;if(D.charCodeAt(O)===34&&(t=oe(!0)),D.charCodeAt(O++)!==36)throw k(`Variable`);var n=j();if(D.charCodeAt(O++)!==58)throw k(`VariableDefinition`);A();var r=ce(),i=void 0;D.charCodeAt(O)===61&&(O++,A(),i=oe(!0)),A();var a={kind:`VariableDefinition`,variable:{kind:`Variable`,name:n},type:r,defaultValue:i,directives:M(!0)};t&&(a.description=t),e.push(a)}while(D.charCodeAt(O)!==41);return O++,A(),e}}function fe(e){var t=j();if(D.charCodeAt(O++)!==111||D.charCodeAt(O++)!==110)throw k(`FragmentDefinition`);A();var n={kind:`FragmentDefinition`,name:t,typeCondition:{kind:`NamedType`,name:j()},directives:M(!1),selectionSet:le()};return e&&(n.description=e),n}function pe(){var e=[];do{var t=void 0;if(D.charCodeAt(O)===34&&(t=oe(!0)),D.charCodeAt(O)===123){if(t)throw k(`Document`);O++,A(),e.push({kind:`OperationDefinition`,operation:`query`,name:void 0,variableDefinitions:void 0,directives:void 0,selectionSet:ue()})}else{var n=re();switch(n){case`fragment`:e.push(fe(t));break;case`query`:case`mutation`:case`subscription`:var r,i=void 0;(r=D.charCodeAt(O))!==40&&r!==64&&r!==123&&(i=j());var a={kind:`OperationDefinition`,operation:n,name:i,variableDefinitions:de(),directives:M(!1),selectionSet:le()};t&&(a.description=t),e.push(a);break;default:throw k(`Document`)}}}while(O<D.length);return e}function me(e,t){return D=e.body?e.body:e,O=0,A(),t&&t.noLocation?{kind:`Document`,definitions:pe()}:{kind:`Document`,definitions:pe(),loc:{start:0,end:D.length,startToken:void 0,endToken:void 0,source:{body:D,name:`graphql.web`,locationOffset:{line:1,column:1}}}}}function N(e,t,n){for(var r=``,i=0;i<e.length;i++)i&&(r+=t),r+=n(e[i]);return r}function he(e){return JSON.stringify(e)}function ge(e){return`"""
`+e.replace(/"""/g,`\\"""`)+`
"""`}var P=`
`,F={OperationDefinition(e){var t=``;e.description&&(t+=F.StringValue(e.description)+`
`),t+=e.operation,e.name&&(t+=` `+e.name.value),e.variableDefinitions&&e.variableDefinitions.length&&(e.name||(t+=` `),t+=`(`+N(e.variableDefinitions,`, `,F.VariableDefinition)+`)`),e.directives&&e.directives.length&&(t+=` `+N(e.directives,` `,F.Directive));var n=F.SelectionSet(e.selectionSet);return t===`query`?n:t+` `+n},VariableDefinition(e){var t=``;return e.description&&(t+=F.StringValue(e.description)+` `),t+=F.Variable(e.variable)+`: `+_e(e.type),e.defaultValue&&(t+=` = `+_e(e.defaultValue)),e.directives&&e.directives.length&&(t+=` `+N(e.directives,` `,F.Directive)),t},Field(e){var t=e.alias?e.alias.value+`: `+e.name.value:e.name.value;if(e.arguments&&e.arguments.length){var n=N(e.arguments,`, `,F.Argument);t.length+n.length+2>80?t+=`(`+(P+=`  `)+N(e.arguments,P,F.Argument)+(P=P.slice(0,-2))+`)`:t+=`(`+n+`)`}return e.directives&&e.directives.length&&(t+=` `+N(e.directives,` `,F.Directive)),e.selectionSet&&e.selectionSet.selections.length&&(t+=` `+F.SelectionSet(e.selectionSet)),t},StringValue(e){return e.block?ge(e.value).replace(/\n/g,P):he(e.value)},BooleanValue:e=>``+e.value,NullValue:e=>`null`,IntValue:e=>e.value,FloatValue:e=>e.value,EnumValue:e=>e.value,Name:e=>e.value,Variable:e=>`$`+e.name.value,ListValue:e=>`[`+N(e.values,`, `,_e)+`]`,ObjectValue:e=>`{`+N(e.fields,`, `,F.ObjectField)+`}`,ObjectField:e=>e.name.value+`: `+_e(e.value),Document(e){return!e.definitions||!e.definitions.length?``:N(e.definitions,`

`,_e)},SelectionSet:e=>`{`+(P+=`  `)+N(e.selections,P,_e)+(P=P.slice(0,-2))+`}`,Argument:e=>e.name.value+`: `+_e(e.value),FragmentSpread(e){var t=`...`+e.name.value;return e.directives&&e.directives.length&&(t+=` `+N(e.directives,` `,F.Directive)),t},InlineFragment(e){var t=`...`;return e.typeCondition&&(t+=` on `+e.typeCondition.name.value),e.directives&&e.directives.length&&(t+=` `+N(e.directives,` `,F.Directive)),t+=` `+F.SelectionSet(e.selectionSet)},FragmentDefinition(e){var t=``;return e.description&&(t+=F.StringValue(e.description)+`
`),t+=`fragment `+e.name.value,t+=` on `+e.typeCondition.name.value,e.directives&&e.directives.length&&(t+=` `+N(e.directives,` `,F.Directive)),t+` `+F.SelectionSet(e.selectionSet)},Directive(e){var t=`@`+e.name.value;return e.arguments&&e.arguments.length&&(t+=`(`+N(e.arguments,`, `,F.Argument)+`)`),t},NamedType:e=>e.name.value,ListType:e=>`[`+_e(e.type)+`]`,NonNullType:e=>_e(e.type)+`!`},_e=e=>F[e.kind](e);function ve(e){return P=`
`,F[e.kind]?F[e.kind](e):``}function ye(e,t){switch(e.kind){case`NullValue`:return null;case`IntValue`:return parseInt(e.value,10);case`FloatValue`:return parseFloat(e.value);case`StringValue`:case`EnumValue`:case`BooleanValue`:return e.value;case`ListValue`:for(var n=[],r=0,i=e.values.length;r<i;r++)n.push(ye(e.values[r],t));return n;case`ObjectValue`:for(var a=Object.create(null),o=0,s=e.fields.length;o<s;o++){var c=e.fields[o];a[c.name.value]=ye(c.value,t)}return a;case`Variable`:return t&&t[e.name.value]}}var be=()=>{},I=be;function L(e){return{tag:0,0:e}}function xe(e){return{tag:1,0:e}}var Se=()=>typeof Symbol==`function`&&Symbol.asyncIterator||`@@asyncIterator`,Ce=e=>e;function R(e){return t=>n=>{var r=I;t((t=>{t===0?n(0):t.tag===0?(r=t[0],n(t)):e(t[0])?n(t):r(0)}))}}function we(e){return t=>n=>t((t=>{t===0||t.tag===0?n(t):n(xe(e(t[0])))}))}function Te(e){return t=>n=>{var r=[],i=I,a=!1,o=!1;t((t=>{o||(t===0?(o=!0,r.length||n(0)):t.tag===0?i=t[0]:(a=!1,(function(e){var t=I;e((e=>{if(e===0){if(r.length){var s=r.indexOf(t);s>-1&&(r=r.slice()).splice(s,1),r.length||(o?n(0):a||(a=!0,i(0)))}}else e.tag===0?(r.push(t=e[0]),t(0)):r.length&&(n(e),t(0))}))})(e(t[0])),a||(a=!0,i(0))))})),n(L((e=>{if(e===1){o||(o=!0,i(1));for(var t=0,n=r,s=r.length;t<s;t++)n[t](1);r.length=0}else{!o&&!a?(a=!0,i(0)):a=!1;for(var c=0,l=r,u=r.length;c<u;c++)l[c](0)}})))}}function Ee(e){return Te(Ce)(e)}function De(e){return Ee(ze(e))}function Oe(e){return t=>n=>{var r=!1;t((t=>{if(!r){if(t===0)r=!0,n(0),e();else if(t.tag===0){var i=t[0];n(L((t=>{t===1?(r=!0,i(1),e()):i(t)})))}else n(t)}}))}}function ke(e){return t=>n=>{var r=!1;t((t=>{if(!r){if(t===0)r=!0,n(0);else if(t.tag===0){var i=t[0];n(L((e=>{e===1&&(r=!0),i(e)})))}else e(t[0]),n(t)}}))}}function Ae(e){return t=>n=>t((t=>{t===0?n(0):t.tag===0?(n(t),e()):n(t)}))}function je(e){var t=[],n=I,r=!1;return i=>{t.push(i),t.length===1&&e((e=>{if(e===0){for(var i=0,a=t,o=t.length;i<o;i++)a[i](0);t.length=0}else if(e.tag===0)n=e[0];else{r=!1;for(var s=0,c=t,l=t.length;s<l;s++)c[s](e)}})),i(L((e=>{if(e===1){var a=t.indexOf(i);a>-1&&(t=t.slice()).splice(a,1),t.length||n(1)}else r||(r=!0,n(0))})))}}function Me(e){return t=>n=>{var r=I,i=I,a=!1,o=!1,s=!1,c=!1;t((t=>{c||(t===0?(c=!0,s||n(0)):t.tag===0?r=t[0]:(s&&(i(1),i=I),a?a=!1:(a=!0,r(0)),(function(e){s=!0,e((e=>{s&&(e===0?(s=!1,c?n(0):a||(a=!0,r(0))):e.tag===0?(o=!1,(i=e[0])(0)):(n(e),o?o=!1:i(0)))}))})(e(t[0]))))})),n(L((e=>{e===1?(c||(c=!0,r(1)),s&&(s=!1,i(1))):(!c&&!a&&(a=!0,r(0)),s&&!o&&(o=!0,i(0)))})))}}function Ne(e){return t=>n=>{var r=I,i=!1,a=0;t((t=>{i||(t===0?(i=!0,n(0)):t.tag===0?e<=0?(i=!0,n(0),t[0](1)):r=t[0]:a++<e?(n(t),!i&&a>=e&&(i=!0,n(0),r(1))):n(t))})),n(L((t=>{t===1&&!i?(i=!0,r(1)):t===0&&!i&&a<e&&r(0)})))}}function Pe(e){return t=>n=>{var r=I,i=I,a=!1;t((t=>{a||(t===0?(a=!0,i(1),n(0)):t.tag===0?(r=t[0],e((e=>{e===0||(e.tag===0?(i=e[0])(0):(a=!0,i(1),r(1),n(0)))}))):n(t))})),n(L((e=>{e===1&&!a?(a=!0,r(1),i(1)):a||r(0)})))}}function Fe(e,t){return n=>r=>{var i=I,a=!1;n((n=>{a||(n===0?(a=!0,r(0)):n.tag===0?(i=n[0],r(n)):e(n[0])?r(n):(a=!0,t&&r(n),r(0),i(1)))}))}}function Ie(e){return t=>e()(t)}function Le(e){return t=>{var n=e[Se()]&&e[Se()]()||e,r=!1,i=!1,a=!1,o;t(L((async e=>{if(e===1)r=!0,n.return&&n.return();else if(i)a=!0;else{for(a=i=!0;a&&!r;)if((o=await n.next()).done)r=!0,n.return&&await n.return(),t(0);else try{a=!1,t(xe(o.value))}catch(e){if(n.throw)(r=!!(await n.throw(e)).done)&&t(0);else throw e}i=!1}})))}}function Re(e){return e[Se()]?Le(e):t=>{var n=e[Symbol.iterator](),r=!1,i=!1,a=!1,o;t(L((e=>{if(e===1)r=!0,n.return&&n.return();else if(i)a=!0;else{for(a=i=!0;a&&!r;)if((o=n.next()).done)r=!0,n.return&&n.return(),t(0);else try{a=!1,t(xe(o.value))}catch(e){if(n.throw)(r=!!n.throw(e).done)&&t(0);else throw e}i=!1}})))}}var ze=Re;function Be(e){return t=>{var n=!1;t(L((r=>{r===1?n=!0:n||(n=!0,t(xe(e)),t(0))})))}}function Ve(e){return t=>{var n=!1,r=e({next(e){n||t(xe(e))},complete(){n||(n=!0,t(0))}});t(L((e=>{e===1&&!n&&(n=!0,r())})))}}function He(){var e,t;return{source:je(Ve((n=>(e=n.next,t=n.complete,be)))),next(t){e&&e(t)},complete(){t&&t()}}}var Ue=e=>{var t=!1;e(L((n=>{n===1?t=!0:t||(t=!0,e(0))})))};function We(e){return Ve((t=>(e.then((e=>{Promise.resolve(e).then((()=>{t.next(e),t.complete()}))})),be)))}function Ge(e){return t=>{var n=I,r=!1;return t((t=>{t===0?r=!0:t.tag===0?(n=t[0])(0):r||(e(t[0]),n(0))})),{unsubscribe(){r||(r=!0,n(1))}}}}function Ke(e){Ge((e=>{}))(e)}function qe(e){return new Promise((t=>{var n=I,r;e((e=>{e===0?Promise.resolve(r).then(t):e.tag===0?(n=e[0])(0):(r=e[0],n(0))}))}))}var Je=(...e)=>{for(var t=e[0],n=1,r=e.length;n<r;n++)t=e[n](t);return t},Ye=e=>e&&typeof e.message==`string`&&(e.extensions||e.name===`GraphQLError`)?e:typeof e==`object`&&typeof e.message==`string`?new E(e.message,e.nodes,e.source,e.positions,e.path,e,e.extensions||{}):new E(e),Xe=class extends Error{constructor(e){var t=(e.graphQLErrors||[]).map(Ye),n=((e,t)=>{var n=``;if(e)return`[Network] ${e.message}`;if(t)for(var r=0,i=t.length;r<i;r++)n&&(n+=`
`),n+=`[GraphQL] ${t[r].message}`;return n})(e.networkError,t);super(n),this.name=`CombinedError`,this.message=n,this.graphQLErrors=t,this.networkError=e.networkError,this.response=e.response}toString(){return this.message}},Ze=(e,t)=>{for(var n=0|(t||5381),r=0,i=0|e.length;r<i;r++)n=(n<<5)+n+e.charCodeAt(r);return n},Qe=new Set,$e=new WeakMap,et=(e,t)=>{if(e===null||Qe.has(e))return`null`;if(typeof e!=`object`)return JSON.stringify(e)||``;if(e.toJSON)return et(e.toJSON(),t);if(Array.isArray(e)){for(var n=`[`,r=0,i=e.length;r<i;r++)n.length>1&&(n+=`,`),n+=et(e[r],t)||`null`;return n+=`]`}if(!t&&(it!==rt&&e instanceof it||at!==rt&&e instanceof at))return`null`;var a=Object.keys(e).sort();if(!a.length&&e.constructor&&Object.getPrototypeOf(e).constructor!==Object.prototype.constructor){var o=$e.get(e)||Math.random().toString(36).slice(2);return $e.set(e,o),et({__key:o},t)}Qe.add(e);for(var s=`{`,c=0,l=a.length;c<l;c++){var u=et(e[a[c]],t);u&&(s.length>1&&(s+=`,`),s+=et(a[c],t)+`:`+u)}return Qe.delete(e),s+=`}`},tt=(e,t,n)=>{if(!(typeof n!=`object`||!n||n.toJSON||Qe.has(n))){if(Array.isArray(n))for(var r=0,i=n.length;r<i;r++)tt(e,`${t}.${r}`,n[r]);else if(n instanceof it||n instanceof at)e.set(t,n);else for(var a in Qe.add(n),n)tt(e,`${t}.${a}`,n[a])}},nt=(e,t)=>(Qe.clear(),et(e,t||!1)),rt=class{},it=typeof File<`u`?File:rt,at=typeof Blob<`u`?Blob:rt,ot=/("{3}[\s\S]*"{3}|"(?:\\.|[^"])*")/g,st=/(?:#[^\n\r]+)?(?:[\r\n]+|$)/g,ct=(e,t)=>t%2==0?e.replace(st,`
`):e,lt=e=>e.split(ot).map(ct).join(``).trim(),ut=new Map,dt=new Map,ft=e=>{var t;return typeof e==`string`?t=lt(e):e.loc&&dt.get(e.__key)===e?t=e.loc.source.body:(t=ut.get(e)||lt(ve(e)),ut.set(e,t)),typeof e!=`string`&&!e.loc&&(e.loc={start:0,end:t.length,source:{body:t,name:`gql`,locationOffset:{line:1,column:1}}}),t},pt=e=>{var t;if(e.documentId)t=Ze(e.documentId);else if(t=Ze(ft(e)),e.definitions){var n=gt(e);n&&(t=Ze(`\n# ${n}`,t))}return t},mt=e=>{var t,n;return typeof e==`string`?(t=pt(e),n=dt.get(t)||me(e,{noLocation:!0})):(t=e.__key||pt(e),n=dt.get(t)||e),n.loc||ft(n),n.__key=t,dt.set(t,n),n},ht=(e,t,n)=>{var r=t||{},i=mt(e),a=nt(r,!0),o=i.__key;return a!==`{}`&&(o=Ze(a,o)),{key:o,query:i,variables:r,extensions:n}},gt=e=>{for(var t=0,n=e.definitions.length;t<n;t++){var r=e.definitions[t];if(r.kind===T.OPERATION_DEFINITION)return r.name?r.name.value:void 0}},_t=(e,t,n)=>{var r=t.payload||t;if(!(`data`in r||`errors`in r&&Array.isArray(r.errors)))throw Error(`No Content`);var i=e.kind===`subscription`;return{operation:e,data:r.data,error:Array.isArray(r.errors)?new Xe({graphQLErrors:r.errors,response:n}):void 0,extensions:r.extensions?{...r.extensions}:void 0,hasNext:t.hasNext==null?i:t.hasNext,stale:!1}},vt=(e,t)=>{if(typeof e==`object`&&e){if(Array.isArray(e)){e=[...e];for(var n=0,r=t.length;n<r;n++)e[n]=vt(e[n],t[n]);return e}if(!e.constructor||e.constructor===Object){for(var i in e={...e},t)e[i]=vt(e[i],t[i]);return e}}return t},yt=(e,t,n,r)=>{var i=e.error?e.error.graphQLErrors:[],a=!!e.extensions||!!(t.payload||t).extensions,o={...e.extensions,...(t.payload||t).extensions},s=t.incremental;`path`in t&&(s=[t]);var c={data:e.data};if(s)for(var l=function(){var e=s[u];Array.isArray(e.errors)&&i.push(...e.errors),e.extensions&&(Object.assign(o,e.extensions),a=!0);var t=`data`,n=c,l=[];if(e.path)l=e.path;else if(r){var d=r.find((t=>t.id===e.id));l=e.subPath?[...d.path,...e.subPath]:d.path}for(var f=0,p=l.length;f<p;t=l[f++])n=n[t]=Array.isArray(n[t])?[...n[t]]:{...n[t]};if(e.items)for(var m=+t>=0?t:0,h=0,g=e.items.length;h<g;h++)n[m+h]=vt(n[m+h],e.items[h]);else e.data!==void 0&&(n[t]=vt(n[t],e.data))},u=0,d=s.length;u<d;u++)l();else c.data=(t.payload||t).data||e.data,i=t.errors||t.payload&&t.payload.errors||i;return{operation:e.operation,data:c.data,error:i.length?new Xe({graphQLErrors:i,response:n}):void 0,extensions:a?o:void 0,hasNext:t.hasNext==null?e.hasNext:t.hasNext,stale:!1}},bt=(e,t,n)=>({operation:e,data:void 0,error:new Xe({networkError:t,response:n}),extensions:void 0,hasNext:!1,stale:!1});function xt(e){var t={query:void 0,documentId:void 0,operationName:gt(e.query),variables:e.variables||void 0,extensions:e.extensions};return`documentId`in e.query&&e.query.documentId&&(!e.query.definitions||!e.query.definitions.length)?t.documentId=e.query.documentId:e.extensions&&e.extensions.persistedQuery&&!e.extensions.persistedQuery.miss||(t.query=ft(e.query)),t}var St=(e,t)=>{var n=e.kind===`query`&&e.context.preferGetMethod;if(!n||!t)return e.context.url;var r=Ct(e.context.url);for(var i in t){var a=t[i];a&&r[1].set(i,typeof a==`object`?nt(a):a)}var o=r.join(`?`);return o.length>2047&&n!==`force`?(e.context.preferGetMethod=!1,e.context.url):o},Ct=e=>{var t=e.indexOf(`?`);return t>-1?[e.slice(0,t),new URLSearchParams(e.slice(t+1))]:[e,new URLSearchParams]},wt=(e,t)=>{if(t&&!(e.kind===`query`&&e.context.preferGetMethod)){var n=nt(t),r=(e=>{var t=new Map;return(it!==rt||at!==rt)&&(Qe.clear(),tt(t,`variables`,e)),t})(t.variables);if(r.size){var i=new FormData;i.append(`operations`,n),i.append(`map`,nt({...[...r.keys()].map((e=>[e]))}));var a=0;for(var o of r.values())i.append(``+a++,o);return i}return n}},Tt=(e,t)=>{var n={accept:e.kind===`subscription`?`text/event-stream, multipart/mixed`:`application/graphql-response+json, application/graphql+json, application/json, text/event-stream, multipart/mixed`},r=(typeof e.context.fetchOptions==`function`?e.context.fetchOptions():e.context.fetchOptions)||{};if(r.headers){if((e=>`has`in e&&!Object.keys(e).length)(r.headers))r.headers.forEach(((e,t)=>{n[t]=e}));else if(Array.isArray(r.headers))r.headers.forEach(((e,t)=>{Array.isArray(e)?n[e[0]]?n[e[0]]=`${n[e[0]]},${e[1]}`:n[e[0]]=e[1]:n[t]=e}));else for(var i in r.headers)n[i.toLowerCase()]=r.headers[i]}var a=wt(e,t);return typeof a==`string`&&!n[`content-type`]&&(n[`content-type`]=`application/json`),{...r,method:a?`POST`:`GET`,body:a,headers:n}},Et=/boundary="?([^=";]+)"?/i,Dt=/data: ?([^\n]+)/;async function*Ot(e){if(e.body[Symbol.asyncIterator])for await(var t of e.body)yield t;else{var n=e.body.getReader(),r;try{for(;!(r=await n.read()).done;)yield r.value}finally{n.cancel()}}}async function*kt(e,t){var n=typeof TextDecoder<`u`?new TextDecoder:null,r=``,i;for await(var a of e)for(r+=a.constructor.name===`Buffer`?a.toString():n.decode(a,{stream:!0});(i=r.indexOf(t))>-1;)yield r.slice(0,i),r=r.slice(i+t.length)}async function*At(e,t,n){var r=!0,i=null,a;try{yield await Promise.resolve();var o=(a=await(e.context.fetch||fetch)(t,n)).headers.get(`Content-Type`)||``,s=/multipart\/mixed/i.test(o)?async function*(e,t){var n=e.match(Et),r=`--`+(n?n[1]:`-`),i=!0,a;for await(var o of kt(Ot(t),`\r
`+r)){if(i){i=!1;var s=o.indexOf(r);if(s>-1)o=o.slice(s+r.length);else continue}try{yield a=JSON.parse(o.slice(o.indexOf(`\r
\r
`)+4))}catch(e){if(!a)throw e}if(a&&!1===a.hasNext)break}a&&!1!==a.hasNext&&(yield{hasNext:!1})}(o,a):/text\/event-stream/i.test(o)?async function*(e){var t;for await(var n of kt(Ot(e),`

`)){var r=n.match(Dt);if(r){var i=r[1];try{yield t=JSON.parse(i)}catch(e){if(!t)throw e}if(t&&!1===t.hasNext)break}}t&&!1!==t.hasNext&&(yield{hasNext:!1})}(a):/text\//i.test(o)?async function*(e){var t=await e.text();try{yield JSON.parse(t)}catch{throw Error(t)}}(a):async function*(e){yield JSON.parse(await e.text())}(a),c;for await(var l of s)l.pending&&!i?c=l.pending:l.pending&&(c=[...c,...l.pending]),i=i?yt(i,l,a,c):_t(e,l,a),r=!1,yield i,r=!0;i||(yield i=_t(e,{},a))}catch(t){if(!r)throw t;yield bt(e,a&&(a.status<200||a.status>=300)&&a.statusText?Error(a.statusText):t,a)}}function jt(e,t,n){var r;return typeof AbortController<`u`&&(n.signal=(r=new AbortController).signal),Oe((()=>{r&&r.abort()}))(R((e=>!!e))(Le(At(e,t,n))))}var Mt=e=>{if(`definitions`in e){for(var t=[],n=0,r=e.definitions.length;n<r;n++){var i=Mt(e.definitions[n]);t.push(i)}return{...e,definitions:t}}if(`directives`in e&&e.directives&&e.directives.length){for(var a=[],o={},s=0,c=e.directives.length;s<c;s++){var l=e.directives[s],u=l.name.value;u[0]===`_`?u=u.slice(1):a.push(l),o[u]=l}e={...e,directives:a,_directives:o}}if(`selectionSet`in e){var d=[],f=e.kind===T.OPERATION_DEFINITION;if(e.selectionSet){for(var p=0,m=e.selectionSet.selections.length;p<m;p++){var h=e.selectionSet.selections[p];f||=h.kind===T.FIELD&&h.name.value===`__typename`&&!h.alias;var g=Mt(h);d.push(g)}return f||d.push({kind:T.FIELD,name:{kind:T.NAME,value:`__typename`},_generated:!0}),{...e,selectionSet:{...e.selectionSet,selections:d}}}}return e},Nt=new Map,Pt=e=>{var t=mt(e),n=Nt.get(t.__key);return n||(Nt.set(t.__key,n=Mt(t)),Object.defineProperty(n,"__key",{value:t.__key,enumerable:!1})),n};function Ft(e){var t=t=>e(t);return t.toPromise=()=>qe(Ne(1)(R((e=>!e.stale&&!e.hasNext))(t))),t.then=(e,n)=>t.toPromise().then(e,n),t.subscribe=e=>Ge(e)(t),t}function It(e,t,n){return{...t,kind:e,context:t.context?{...t.context,...n}:n||t.context}}var Lt=()=>{};function Rt(e){for(var t=new Map,n=[],r=[],i=Array.isArray(e)?e[0]:e||``,a=1;a<arguments.length;a++){var o=arguments[a];o&&o.definitions?r.push(o):i+=o,i+=arguments[0][a]}r.unshift(mt(i));for(var s=0;s<r.length;s++)for(var c=0;c<r[s].definitions.length;c++){var l=r[s].definitions[c];if(l.kind===T.FRAGMENT_DEFINITION){var u=l.name.value,d=ft(l);t.has(u)||(t.set(u,d),n.push(l))}else n.push(l)}return mt({kind:T.DOCUMENT,definitions:n})}var zt=({forwardSubscription:e,enableAllOperations:t,isSubscriptionOperation:n})=>({client:r,forward:i})=>{var a=n||(e=>e.kind===`subscription`||!!t&&(e.kind===`query`||e.kind===`mutation`));return t=>De([Te((n=>{var{key:i}=n;return Pe(R((e=>e.kind===`teardown`&&e.key===i))(t))((t=>{var n=e(xt(t),t);return Ve((e=>{var i=!1,a,o;function s(n){e.next(o=o?yt(o,n):_t(t,n))}return Promise.resolve().then((()=>{i||(a=n.subscribe({next:s,error(n){Array.isArray(n)?s({errors:n}):e.next(bt(t,n)),e.complete()},complete(){i||(i=!0,o&&o.hasNext?s({hasNext:!1}):t.kind===`subscription`&&r.reexecuteOperation(It(`teardown`,t,t.context)),e.complete())}}))})),()=>{i=!0,a&&a.unsubscribe()}}))})(n))}))(R((e=>e.kind!==`teardown`&&a(e)))(t)),i(R((e=>e.kind===`teardown`||!a(e)))(t))])},Bt=({forward:e,dispatchDebug:t})=>t=>De([Te((e=>{var n=xt(e),r=St(e,n),i=Tt(e,n);return Pe(R((t=>t.kind===`teardown`&&t.key===e.key))(t))(jt(e,r,i))}))(R((e=>e.kind!==`teardown`&&(e.kind!==`subscription`||!!e.context.fetchSubscriptions)))(t)),e(R((e=>e.kind===`teardown`||e.kind===`subscription`&&!e.context.fetchSubscriptions))(t))]),Vt=e=>({client:t,forward:n,dispatchDebug:r})=>e.reduceRight(((e,n)=>n({client:t,forward(t){return je(e(je(t)))},dispatchDebug(e){}})),n),Ht=({onOperation:e,onResult:t,onError:n})=>({forward:r})=>i=>Te((e=>{n&&e.error&&n(e.error,e.operation);var r=t&&t(e)||e;return`then`in r?We(r):Be(r)}))(r(Te((t=>{if(t.kind===`teardown`)return Be(t);var n=e&&e(t)||t;return`then`in n?Pe(R((e=>e.kind===`teardown`&&e.key===t.key))(i))(We(n)):Be(n)}))(i))),Ut=({dispatchDebug:e})=>e=>R((e=>!1))(e),Wt=function e(t){var n=0,r=new Map,i=new Map,a=new Set,o=[],s={url:t.url,fetchSubscriptions:t.fetchSubscriptions,fetchOptions:t.fetchOptions,fetch:t.fetch,preferGetMethod:t.preferGetMethod==null?`within-url-limit`:t.preferGetMethod,requestPolicy:t.requestPolicy||`cache-first`},c=He();function l(e){e.kind!==`mutation`&&e.kind!==`teardown`&&a.has(e.key)||(e.kind===`teardown`?a.delete(e.key):e.kind!==`mutation`&&a.add(e.key),c.next(e))}var u=!1;function d(e){if(e&&l(e),!u){for(u=!0;u&&(e=o.shift());)l(e);u=!1}}var f=e=>{var t=Pe(R((t=>t.kind===`teardown`&&t.key===e.key))(c.source))(R((t=>t.operation.kind===e.kind&&t.operation.key===e.key&&(!t.operation.context._instance||t.operation.context._instance===e.context._instance)))(g));return t=e.kind===`query`?Me((t=>{var n=Be(t);return t.stale||t.hasNext?n:De([n,we((()=>(t.stale=!0,t)))(Ne(1)(R((t=>t.key===e.key))(c.source)))])}))(t):Fe((e=>!!e.hasNext),!0)(t),t=e.kind===`mutation`?Ae((()=>{l(e)}))(t):Oe((()=>{a.delete(e.key),r.delete(e.key),i.delete(e.key),u=!1;for(var t=o.length-1;t>=0;t--)o[t].key===e.key&&o.splice(t,1);l(It(`teardown`,e,e.context))}))(ke((t=>{if(t.stale){if(!t.hasNext)a.delete(e.key);else for(var n=0;n<o.length;n++){var i=o[n];if(i.key===t.operation.key){a.delete(i.key);break}}}else t.hasNext||a.delete(e.key);r.set(e.key,t)}))(t)),je(t)},p=this instanceof e?this:Object.create(e.prototype),m=Object.assign(p,{suspense:!!t.suspense,operations$:c.source,reexecuteOperation(e){if(e.kind===`teardown`)d(e);else if(e.kind===`mutation`)o.push(e),Promise.resolve().then(d);else if(i.has(e.key)){for(var t=!1,n=0;n<o.length;n++)o[n].key===e.key&&(o[n]=e,t=!0);t||a.has(e.key)&&e.context.requestPolicy!==`network-only`?(a.delete(e.key),Promise.resolve().then(d)):(o.push(e),Promise.resolve().then(d))}},createRequestOperation(e,t,r){return r||={},It(e,t,{_instance:e===`mutation`?n=n+1|0:void 0,...s,...r,requestPolicy:r.requestPolicy||s.requestPolicy,suspense:r.suspense||!1!==r.suspense&&m.suspense})},executeRequestOperation(e){return e.kind===`mutation`?Ft(f(e)):Ft(Ie((()=>{var t=i.get(e.key);t||i.set(e.key,t=f(e)),t=Ae((()=>{d(e)}))(t);var n=r.get(e.key);return e.kind===`query`&&n&&(n.stale||n.hasNext)?Me(Be)(De([t,R((t=>t===r.get(e.key)))(Be(n))])):t})))},executeQuery(e,t){var n=m.createRequestOperation(`query`,e,t);return m.executeRequestOperation(n)},executeSubscription(e,t){var n=m.createRequestOperation(`subscription`,e,t);return m.executeRequestOperation(n)},executeMutation(e,t){var n=m.createRequestOperation(`mutation`,e,t);return m.executeRequestOperation(n)},readQuery(e,t,n){var r=null;return Ge((e=>{r=e}))(m.query(e,t,n)).unsubscribe(),r},query:(e,t,n)=>m.executeQuery(ht(e,t),n),subscription:(e,t,n)=>m.executeSubscription(ht(e,t),n),mutation:(e,t,n)=>m.executeMutation(ht(e,t),n)}),h=Lt,g=je(Vt(t.exchanges)({client:m,dispatchDebug:h,forward:Ut({dispatchDebug:h})})(c.source));return Ke(g),m},Gt=m(g(),1);function Kt(e){let t=e,n=new Set;return{get:()=>t,set(e){if(!Object.is(e,t)){t=e;for(let e of[...n])e()}},watch(e){return n.add(e),()=>n.delete(e)}}}function qt(e){return(0,Gt.useSyncExternalStore)(e.watch,e.get)}function Jt(e,t,n){let r=`spillway.${e}`,i=null;try{i=localStorage.getItem(r)}catch{}let a=Kt(i!==null&&n(i)?i:t);return a.watch(()=>{try{localStorage.setItem(r,a.get())}catch{}}),a}var Yt=0,Xt=!1,z={now:()=>Date.now()+Yt,learn(e,t,n){if(e===null||Xt)return;let r=Date.parse(e)+500;if(!Number.isFinite(r))return;Xt=!0;let i=r-(t+n)/2;Yt=Math.abs(i)<=1e3?0:i}},Zt=new Set,Qt,$t=0;function en(e){return Zt.add(e),Qt??=setInterval(()=>{$t=Math.floor(z.now()/1e3);for(let e of[...Zt])e()},1e3),()=>{Zt.delete(e),Zt.size>0||(clearInterval(Qt),Qt=void 0)}}function tn(e=1){return(0,Gt.useSyncExternalStore)(en,()=>Math.floor($t/e)),z.now()}var B=class extends String{__apiType;value;__meta__;constructor(e,t){super(e),this.value=e,this.__meta__=t}toString(){return this.value}};new B(`
    fragment LayersNow on Availability {
  __typename
  state
  reason
  unblocksAt
  remedies
  layers {
    __typename
    layer
    source
    accountAddress
    remaining
    capacity
    resetsAt
    expiresAt
  }
  blockers {
    __typename
    kind
    source
    limit
    remaining
    unblocksAt
    accountAddress
  }
}
    `,{fragmentName:`LayersNow`}),new B(`
    fragment BalanceNow on Balance {
  __typename
  available
  held
  purchased
  promotional
  entitlement
  refund
  debt
}
    `,{fragmentName:`BalanceNow`}),new B(`
    fragment WindowNow on WindowState {
  __typename
  id
  window
  capacity
  used
  held
  remaining
  startedAt
  resetsAt
}
    `,{fragmentName:`WindowNow`}),new B(`
    fragment LotNow on CreditLot {
  __typename
  id
  kind
  amount
  remaining
  held
  spent
  expired
  takenBack
  priority
  products
  effectiveAt
  expiresAt
}
    `,{fragmentName:`LotNow`}),new B(`
    fragment AccountNow on Account {
  __typename
  id
  seq
  state
  plan
  subject
  pool
  lastUsedAt
  balance {
    __typename
    ...BalanceNow
  }
  windows {
    __typename
    ...WindowNow
  }
  lots {
    __typename
    ...LotNow
  }
  autoTopUp {
    __typename
    account
    enabled
    state
    threshold
    target
    monthlyCap
    boughtThisMonth
    nextAttemptAt
    lastDeclineReason
    paymentMethod
    consentedAt
    consentedBy
  }
}
    fragment WindowNow on WindowState {
  __typename
  id
  window
  capacity
  used
  held
  remaining
  startedAt
  resetsAt
}
fragment BalanceNow on Balance {
  __typename
  available
  held
  purchased
  promotional
  entitlement
  refund
  debt
}
fragment LotNow on CreditLot {
  __typename
  id
  kind
  amount
  remaining
  held
  spent
  expired
  takenBack
  priority
  products
  effectiveAt
  expiresAt
}`,{fragmentName:`AccountNow`}),new B(`
    fragment DrawNow on Draw {
  __typename
  layer
  source
  amount
  line
  account
  accountAddress
  resetsAt
  expiresAt
  windows
}
    `,{fragmentName:`DrawNow`}),new B(`
    fragment DecisionRow on AccessDecision {
  __typename
  id
  decidedAt
  subject
  product
  feature
  session
  outcome
  reason
  status
  requested
  granted
  charged
  blockedBy
  message
  caller
  labels {
    __typename
    key
    value
  }
  draws {
    __typename
    ...DrawNow
  }
}
    fragment DrawNow on Draw {
  __typename
  layer
  source
  amount
  line
  account
  accountAddress
  resetsAt
  expiresAt
  windows
}`,{fragmentName:`DecisionRow`}),new B(`
    fragment ActRow on AdminAction {
  __typename
  id
  kind
  actor
  at
  reason
  reference
}
    `,{fragmentName:`ActRow`}),new B(`
    fragment PurchaseNow on Purchase {
  __typename
  id
  createdAt
  credits
  status
  automatic
  testMode
  declineReason
  actionUrl
  reference
  refunded
  price {
    __typename
    amount
    currency
  }
  lot {
    __typename
    ...LotNow
  }
}
    fragment LotNow on CreditLot {
  __typename
  id
  kind
  amount
  remaining
  held
  spent
  expired
  takenBack
  priority
  products
  effectiveAt
  expiresAt
}`,{fragmentName:`PurchaseNow`}),new B(`
    fragment QuoteNow on PurchaseQuote {
  __typename
  credits
  minimum
  maximum
  defaultMethod
  testMode
  price {
    __typename
    amount
    currency
  }
  methods {
    __typename
    id
    label
  }
}
    `,{fragmentName:`QuoteNow`}),new B(`
    fragment SourceOf on Draw {
  __typename
  layer
  source
  amount
}
    `,{fragmentName:`SourceOf`}),new B(`
    fragment UpdateRow on BalanceUpdate {
  __typename
  id
  seq
  at
  cause
  causeId
  delta
  heldDelta
  balance {
    __typename
    ...BalanceNow
  }
  lines {
    __typename
    window
    remaining
    held
    lot {
      __typename
      id
      kind
    }
  }
  decision {
    __typename
    id
    draws {
      __typename
      ...SourceOf
    }
  }
  charge {
    __typename
    id
    draws {
      __typename
      ...SourceOf
    }
  }
}
    fragment BalanceNow on Balance {
  __typename
  available
  held
  purchased
  promotional
  entitlement
  refund
  debt
}
fragment SourceOf on Draw {
  __typename
  layer
  source
  amount
}`,{fragmentName:`UpdateRow`}),new B(`
    fragment QuantityNow on Quantity {
  __typename
  dimension
  quantity
}
    `,{fragmentName:`QuantityNow`});var nn=new B(`
    subscription AccountChanged($account: ID, $afterSeq: Uint64, $product: ID!, $withProduct: Boolean!) {
  accountChanged(account: $account, afterSeq: $afterSeq, coalesceMs: 250) {
    __typename
    account
    reasons
    change {
      __typename
      seq
      snapshot
      cause
      balance {
        __typename
        available
      }
    }
    accountObject {
      __typename
      ...AccountNow
      availability(product: $product) @include(if: $withProduct) {
        __typename
        ...LayersNow
      }
    }
  }
}
    fragment WindowNow on WindowState {
  __typename
  id
  window
  capacity
  used
  held
  remaining
  startedAt
  resetsAt
}
fragment BalanceNow on Balance {
  __typename
  available
  held
  purchased
  promotional
  entitlement
  refund
  debt
}
fragment LayersNow on Availability {
  __typename
  state
  reason
  unblocksAt
  remedies
  layers {
    __typename
    layer
    source
    accountAddress
    remaining
    capacity
    resetsAt
    expiresAt
  }
  blockers {
    __typename
    kind
    source
    limit
    remaining
    unblocksAt
    accountAddress
  }
}
fragment LotNow on CreditLot {
  __typename
  id
  kind
  amount
  remaining
  held
  spent
  expired
  takenBack
  priority
  products
  effectiveAt
  expiresAt
}
fragment AccountNow on Account {
  __typename
  id
  seq
  state
  plan
  subject
  pool
  lastUsedAt
  balance {
    __typename
    ...BalanceNow
  }
  windows {
    __typename
    ...WindowNow
  }
  lots {
    __typename
    ...LotNow
  }
  autoTopUp {
    __typename
    account
    enabled
    state
    threshold
    target
    monthlyCap
    boughtThisMonth
    nextAttemptAt
    lastDeclineReason
    paymentMethod
    consentedAt
    consentedBy
  }
}`,{documentId:`sha256:4fb484fd375b406128e5a50aa4526b8b85120a24ceeb070d4260cc5f976e0f12`}),rn=new B(`
    subscription DecisionMade($subject: ID, $everyone: Boolean!) {
  decisionMade(subject: $subject, everyone: $everyone) {
    __typename
    missed
    decision {
      __typename
      ...DecisionRow
    }
  }
}
    fragment DrawNow on Draw {
  __typename
  layer
  source
  amount
  line
  account
  accountAddress
  resetsAt
  expiresAt
  windows
}
fragment DecisionRow on AccessDecision {
  __typename
  id
  decidedAt
  subject
  product
  feature
  session
  outcome
  reason
  status
  requested
  granted
  charged
  blockedBy
  message
  caller
  labels {
    __typename
    key
    value
  }
  draws {
    __typename
    ...DrawNow
  }
}`,{documentId:`sha256:28f950725d97be396cc93e81c6f6d58055d4e1e373dbf6080d99bf1f60d37c22`}),an=new B(`
    query Estimate($input: EstimateAccessInput!) {
  __typename
  estimateAccess(input: $input) {
    __typename
    outcome
    reason
    message
    proceed
    requested
    granted
    shortfall
    unblocksAt
    remedies
    decidedAt
    grantedUsage {
      __typename
      dimension
      quantity
    }
    gates {
      __typename
      reason
      passed
      detail
    }
    layers {
      __typename
      layer
      source
      had
      gave
      left
    }
    blockers {
      __typename
      kind
      source
      limit
      remaining
      unblocksAt
    }
    policy {
      __typename
      file
      line
      rule
      version
    }
    draws {
      __typename
      ...DrawNow
      lot {
        __typename
        id
        kind
        expiresAt
      }
    }
  }
}
    fragment DrawNow on Draw {
  __typename
  layer
  source
  amount
  line
  account
  accountAddress
  resetsAt
  expiresAt
  windows
}`,{documentId:`sha256:44ee3372b40edfa4b19a804a374f7cf5fc738b25a725fd16ae1fceb3ecd7eb4b`}),on=new B(`
    query Credits($account: ID) {
  __typename
  account(account: $account) {
    __typename
    ...AccountNow
    lots {
      __typename
      id
      adminActions {
        __typename
        ...ActRow
      }
    }
    autoTopUp {
      __typename
      account
      consents(first: 20) {
        __typename
        nodes {
          __typename
          at
          enabled
          statement
          subject
        }
      }
      purchases(first: 5) {
        __typename
        nodes {
          __typename
          ...PurchaseNow
        }
      }
    }
  }
}
    fragment WindowNow on WindowState {
  __typename
  id
  window
  capacity
  used
  held
  remaining
  startedAt
  resetsAt
}
fragment BalanceNow on Balance {
  __typename
  available
  held
  purchased
  promotional
  entitlement
  refund
  debt
}
fragment LotNow on CreditLot {
  __typename
  id
  kind
  amount
  remaining
  held
  spent
  expired
  takenBack
  priority
  products
  effectiveAt
  expiresAt
}
fragment AccountNow on Account {
  __typename
  id
  seq
  state
  plan
  subject
  pool
  lastUsedAt
  balance {
    __typename
    ...BalanceNow
  }
  windows {
    __typename
    ...WindowNow
  }
  lots {
    __typename
    ...LotNow
  }
  autoTopUp {
    __typename
    account
    enabled
    state
    threshold
    target
    monthlyCap
    boughtThisMonth
    nextAttemptAt
    lastDeclineReason
    paymentMethod
    consentedAt
    consentedBy
  }
}
fragment ActRow on AdminAction {
  __typename
  id
  kind
  actor
  at
  reason
  reference
}
fragment PurchaseNow on Purchase {
  __typename
  id
  createdAt
  credits
  status
  automatic
  testMode
  declineReason
  actionUrl
  reference
  refunded
  price {
    __typename
    amount
    currency
  }
  lot {
    __typename
    ...LotNow
  }
}`,{documentId:`sha256:cb9ed7ecee083403c7004bf2eb0a03b2c97deb4a19eb28a04a00e5fa9e2e05ed`}),sn=new B(`
    query Purchases($account: ID, $status: PurchaseStatus, $from: DateTime, $to: DateTime, $after: String) {
  __typename
  purchases(
    account: $account
    status: $status
    from: $from
    to: $to
    after: $after
    first: 20
  ) {
    __typename
    nodes {
      __typename
      ...PurchaseNow
    }
    pageInfo {
      __typename
      hasNextPage
      endCursor
    }
  }
}
    fragment LotNow on CreditLot {
  __typename
  id
  kind
  amount
  remaining
  held
  spent
  expired
  takenBack
  priority
  products
  effectiveAt
  expiresAt
}
fragment PurchaseNow on Purchase {
  __typename
  id
  createdAt
  credits
  status
  automatic
  testMode
  declineReason
  actionUrl
  reference
  refunded
  price {
    __typename
    amount
    currency
  }
  lot {
    __typename
    ...LotNow
  }
}`,{documentId:`sha256:102ff0596bbfb0464d7b812b0b56b9f92bbd32a6e1e135aff148184a68245f4f`}),cn=new B(`
    query Quote($account: ID, $credits: Credits!) {
  __typename
  purchaseQuote(account: $account, credits: $credits) {
    __typename
    ...QuoteNow
  }
}
    fragment QuoteNow on PurchaseQuote {
  __typename
  credits
  minimum
  maximum
  defaultMethod
  testMode
  price {
    __typename
    amount
    currency
  }
  methods {
    __typename
    id
    label
  }
}`,{documentId:`sha256:a53c76067988147c0ae35113c38e224616f90ebe35d227aa9910344378f8226b`}),ln=new B(`
    query Packages($account: ID) {
  __typename
  small: purchaseQuote(account: $account, credits: "20") {
    __typename
    ...QuoteNow
  }
  medium: purchaseQuote(account: $account, credits: "50") {
    __typename
    ...QuoteNow
  }
  large: purchaseQuote(account: $account, credits: "100") {
    __typename
    ...QuoteNow
  }
  huge: purchaseQuote(account: $account, credits: "500") {
    __typename
    ...QuoteNow
  }
}
    fragment QuoteNow on PurchaseQuote {
  __typename
  credits
  minimum
  maximum
  defaultMethod
  testMode
  price {
    __typename
    amount
    currency
  }
  methods {
    __typename
    id
    label
  }
}`,{documentId:`sha256:539eea6454654156a0ea3bd189ca7f0d09c3bbc431a27b4ed009e2b8a1ef5563`}),un=new B(`
    mutation Purchase($input: PurchaseCreditsInput!) {
  __typename
  purchaseCredits(input: $input) {
    __typename
    ...PurchaseNow
  }
}
    fragment LotNow on CreditLot {
  __typename
  id
  kind
  amount
  remaining
  held
  spent
  expired
  takenBack
  priority
  products
  effectiveAt
  expiresAt
}
fragment PurchaseNow on Purchase {
  __typename
  id
  createdAt
  credits
  status
  automatic
  testMode
  declineReason
  actionUrl
  reference
  refunded
  price {
    __typename
    amount
    currency
  }
  lot {
    __typename
    ...LotNow
  }
}`,{documentId:`sha256:6b0e6af3aab1d16b24a0fa7f4eddee1078d90abd4be7c5d69f575b6dbcdc18b4`}),dn=new B(`
    query PurchaseOf($id: ID!) {
  __typename
  purchase(id: $id) {
    __typename
    ...PurchaseNow
    lot {
      __typename
      id
      adminActions {
        __typename
        ...ActRow
      }
    }
    adminActions {
      __typename
      ...ActRow
    }
  }
}
    fragment LotNow on CreditLot {
  __typename
  id
  kind
  amount
  remaining
  held
  spent
  expired
  takenBack
  priority
  products
  effectiveAt
  expiresAt
}
fragment ActRow on AdminAction {
  __typename
  id
  kind
  actor
  at
  reason
  reference
}
fragment PurchaseNow on Purchase {
  __typename
  id
  createdAt
  credits
  status
  automatic
  testMode
  declineReason
  actionUrl
  reference
  refunded
  price {
    __typename
    amount
    currency
  }
  lot {
    __typename
    ...LotNow
  }
}`,{documentId:`sha256:7a0dd8fdd7859f0001a51d48c1419fccc20bf78528f5d027413daf1543298339`}),fn=new B(`
    mutation Refund($input: RefundPurchaseInput!) {
  __typename
  refundPurchase(input: $input) {
    __typename
    ...PurchaseNow
  }
}
    fragment LotNow on CreditLot {
  __typename
  id
  kind
  amount
  remaining
  held
  spent
  expired
  takenBack
  priority
  products
  effectiveAt
  expiresAt
}
fragment PurchaseNow on Purchase {
  __typename
  id
  createdAt
  credits
  status
  automatic
  testMode
  declineReason
  actionUrl
  reference
  refunded
  price {
    __typename
    amount
    currency
  }
  lot {
    __typename
    ...LotNow
  }
}`,{documentId:`sha256:711b2f11f60ed687bec22c0926d8b3a906871e2ad40ce77c4493f8ef591b6ed9`}),pn=new B(`
    query Terms($account: ID, $threshold: Credits!, $target: Credits!, $monthlyCap: Credits!, $paymentMethod: ID) {
  __typename
  autoTopUpTerms(
    account: $account
    threshold: $threshold
    target: $target
    monthlyCap: $monthlyCap
    paymentMethod: $paymentMethod
  ) {
    __typename
    statement
  }
}
    `,{documentId:`sha256:c2d749d53ea16ddc3306c33c86109dbb2a669ba47a80b8e7e717c785a67a884b`}),mn=new B(`
    mutation SetTopUp($input: AutoTopUpInput!) {
  __typename
  setAutoTopUp(input: $input) {
    __typename
    account
    enabled
    state
    threshold
    target
    monthlyCap
    boughtThisMonth
    nextAttemptAt
    lastDeclineReason
    paymentMethod
    consentedAt
    consentedBy
  }
}
    `,{documentId:`sha256:9f9e70748d4b6ed76caeb193a2d7d73a2e59ff89e0c31eb22d57f4f58cfaea36`}),hn=new B(`
    query LotHistory($account: ID, $after: String) {
  __typename
  account(account: $account) {
    __typename
    id
    lotHistory(first: 20, after: $after) {
      __typename
      nodes {
        __typename
        ...LotNow
        adminActions {
          __typename
          ...ActRow
        }
      }
      pageInfo {
        __typename
        hasNextPage
        endCursor
      }
    }
  }
}
    fragment LotNow on CreditLot {
  __typename
  id
  kind
  amount
  remaining
  held
  spent
  expired
  takenBack
  priority
  products
  effectiveAt
  expiresAt
}
fragment ActRow on AdminAction {
  __typename
  id
  kind
  actor
  at
  reason
  reference
}`,{documentId:`sha256:284369e6879e33dc8ed89862659fca3db0b2aa95b2d2ef6b150d485436ab7e8a`}),gn=new B(`
    query Ledger($account: ID, $beforeSeq: Uint64, $after: String) {
  __typename
  balanceUpdates(
    account: $account
    beforeSeq: $beforeSeq
    after: $after
    order: NEWEST_FIRST
    first: 50
  ) {
    __typename
    nodes {
      __typename
      ...UpdateRow
    }
    pageInfo {
      __typename
      hasNextPage
      endCursor
    }
  }
}
    fragment BalanceNow on Balance {
  __typename
  available
  held
  purchased
  promotional
  entitlement
  refund
  debt
}
fragment UpdateRow on BalanceUpdate {
  __typename
  id
  seq
  at
  cause
  causeId
  delta
  heldDelta
  balance {
    __typename
    ...BalanceNow
  }
  lines {
    __typename
    window
    remaining
    held
    lot {
      __typename
      id
      kind
    }
  }
  decision {
    __typename
    id
    draws {
      __typename
      ...SourceOf
    }
  }
  charge {
    __typename
    id
    draws {
      __typename
      ...SourceOf
    }
  }
}
fragment SourceOf on Draw {
  __typename
  layer
  source
  amount
}`,{documentId:`sha256:db4900ae15d1b2ebe141afa40db682f2139a442fdf8543f48d9e10cb5d4018b3`}),_n=new B(`
    query LedgerRow($account: ID, $afterSeq: Uint64!) {
  __typename
  balanceUpdates(account: $account, afterSeq: $afterSeq, first: 1) {
    __typename
    nodes {
      __typename
      ...UpdateRow
      lines {
        __typename
        lot {
          __typename
          id
          adminActions {
            __typename
            ...ActRow
          }
        }
      }
      decision {
        __typename
        id
        product
        feature
        subject
      }
      usageEvent {
        __typename
        id
        product
        feature
        decision {
          __typename
          id
        }
      }
      charge {
        __typename
        id
        amount
      }
      purchase {
        __typename
        id
        credits
        status
      }
      adminAction {
        __typename
        ...ActRow
      }
    }
  }
}
    fragment BalanceNow on Balance {
  __typename
  available
  held
  purchased
  promotional
  entitlement
  refund
  debt
}
fragment ActRow on AdminAction {
  __typename
  id
  kind
  actor
  at
  reason
  reference
}
fragment UpdateRow on BalanceUpdate {
  __typename
  id
  seq
  at
  cause
  causeId
  delta
  heldDelta
  balance {
    __typename
    ...BalanceNow
  }
  lines {
    __typename
    window
    remaining
    held
    lot {
      __typename
      id
      kind
    }
  }
  decision {
    __typename
    id
    draws {
      __typename
      ...SourceOf
    }
  }
  charge {
    __typename
    id
    draws {
      __typename
      ...SourceOf
    }
  }
}
fragment SourceOf on Draw {
  __typename
  layer
  source
  amount
}`,{documentId:`sha256:8055e9940e7d33a3f93678ce2b6b00dd332fa36abefd199235adfa853f2785dc`}),vn=new B(`
    query BalanceAt($account: ID, $at: DateTime!) {
  __typename
  balanceAt(account: $account, at: $at) {
    __typename
    ...BalanceNow
  }
}
    fragment BalanceNow on Balance {
  __typename
  available
  held
  purchased
  promotional
  entitlement
  refund
  debt
}`,{documentId:`sha256:9a98eed314e4b84798b65746f5751faf91d7c942e81df3c74e3e70bb3dbd30e0`}),yn=new B(`
    query Overview($account: ID, $from: DateTime!, $to: DateTime!, $timeZone: String!) {
  __typename
  account(account: $account) {
    __typename
    ...AccountNow
  }
  usage(
    account: $account
    from: $from
    to: $to
    bucket: HOUR
    fill: true
    timeZone: $timeZone
  ) {
    __typename
    total {
      __typename
      charged
      paidBy {
        __typename
        payer
        amount
      }
    }
    points {
      __typename
      start
      end
      charged
      paidBy {
        __typename
        payer
        amount
      }
    }
  }
  decisions(account: $account, first: 5) {
    __typename
    nodes {
      __typename
      ...DecisionRow
    }
  }
  notices(account: $account, first: 3) {
    __typename
    nodes {
      __typename
      id
      kind
      amount
      expiresAt
      message
    }
  }
}
    fragment WindowNow on WindowState {
  __typename
  id
  window
  capacity
  used
  held
  remaining
  startedAt
  resetsAt
}
fragment BalanceNow on Balance {
  __typename
  available
  held
  purchased
  promotional
  entitlement
  refund
  debt
}
fragment LotNow on CreditLot {
  __typename
  id
  kind
  amount
  remaining
  held
  spent
  expired
  takenBack
  priority
  products
  effectiveAt
  expiresAt
}
fragment AccountNow on Account {
  __typename
  id
  seq
  state
  plan
  subject
  pool
  lastUsedAt
  balance {
    __typename
    ...BalanceNow
  }
  windows {
    __typename
    ...WindowNow
  }
  lots {
    __typename
    ...LotNow
  }
  autoTopUp {
    __typename
    account
    enabled
    state
    threshold
    target
    monthlyCap
    boughtThisMonth
    nextAttemptAt
    lastDeclineReason
    paymentMethod
    consentedAt
    consentedBy
  }
}
fragment DrawNow on Draw {
  __typename
  layer
  source
  amount
  line
  account
  accountAddress
  resetsAt
  expiresAt
  windows
}
fragment DecisionRow on AccessDecision {
  __typename
  id
  decidedAt
  subject
  product
  feature
  session
  outcome
  reason
  status
  requested
  granted
  charged
  blockedBy
  message
  caller
  labels {
    __typename
    key
    value
  }
  draws {
    __typename
    ...DrawNow
  }
}`,{documentId:`sha256:23f526caf7492d5e8c08a7d97b0f1d66fbba6e4b2fa9458e593b2ae5c3f4bdff`}),bn=new B(`
    query Waterfall($account: ID, $product: ID!) {
  __typename
  account(account: $account) {
    __typename
    id
    availability(product: $product) {
      __typename
      ...LayersNow
    }
  }
  availability(account: $account, product: $product) {
    __typename
    ...LayersNow
  }
}
    fragment LayersNow on Availability {
  __typename
  state
  reason
  unblocksAt
  remedies
  layers {
    __typename
    layer
    source
    accountAddress
    remaining
    capacity
    resetsAt
    expiresAt
  }
  blockers {
    __typename
    kind
    source
    limit
    remaining
    unblocksAt
    accountAddress
  }
}`,{documentId:`sha256:1a84e95986873e81f2555f4db4da4c3a1dafaad781e2ca08b9fa97c652372106`}),xn=new B(`
    query Receipts($account: ID, $everyone: Boolean!, $product: ID, $feature: ID, $session: ID, $outcomes: [AccessOutcome!], $reason: AccessReason, $label: LabelInput, $idempotencyKey: String, $from: DateTime, $to: DateTime, $after: String) {
  __typename
  decisions(
    account: $account
    everyone: $everyone
    product: $product
    feature: $feature
    session: $session
    outcomes: $outcomes
    reason: $reason
    label: $label
    idempotencyKey: $idempotencyKey
    from: $from
    to: $to
    after: $after
    first: 50
  ) {
    __typename
    nodes {
      __typename
      ...DecisionRow
    }
    pageInfo {
      __typename
      hasNextPage
      endCursor
    }
  }
}
    fragment DrawNow on Draw {
  __typename
  layer
  source
  amount
  line
  account
  accountAddress
  resetsAt
  expiresAt
  windows
}
fragment DecisionRow on AccessDecision {
  __typename
  id
  decidedAt
  subject
  product
  feature
  session
  outcome
  reason
  status
  requested
  granted
  charged
  blockedBy
  message
  caller
  labels {
    __typename
    key
    value
  }
  draws {
    __typename
    ...DrawNow
  }
}`,{documentId:`sha256:3b8ef3ecc0a24d15b178fccd8c1ca25cc9021711614a0479766993f216ea931d`}),Sn=new B(`
    query Receipt($id: ID!) {
  __typename
  decision(id: $id) {
    __typename
    ...DecisionRow
    groups
    roles
    proceed
    proceedReason
    shortfall
    unblocksAt
    remedies
    requestedUsage {
      __typename
      ...QuantityNow
    }
    grantedUsage {
      __typename
      ...QuantityNow
    }
    gates {
      __typename
      reason
      passed
      detail
    }
    layers {
      __typename
      layer
      source
      had
      gave
      left
    }
    blockers {
      __typename
      kind
      source
      limit
      remaining
      unblocksAt
    }
    policy {
      __typename
      file
      line
      rule
      version
    }
    draws {
      __typename
      lot {
        __typename
        id
        kind
        expiresAt
      }
    }
    hold {
      __typename
      id
      amount
      remaining
      settled
      released
      state
      expiresAt
      caller
      decisions(first: 20) {
        __typename
        id
        decidedAt
        granted
      }
    }
    usageEvents(first: 50) {
      __typename
      nodes {
        __typename
        id
        usageNo
        recordedAt
        occurredAt
        state
        status
        final
        unchargedReason
        usage {
          __typename
          ...QuantityNow
        }
        charge {
          __typename
          id
          amount
          debt
          forgiven
          rateCards
          draws {
            __typename
            ...DrawNow
          }
        }
      }
      pageInfo {
        __typename
        hasNextPage
      }
    }
    balanceUpdates(first: 50) {
      __typename
      nodes {
        __typename
        id
        seq
        at
        cause
        delta
        heldDelta
      }
      pageInfo {
        __typename
        hasNextPage
      }
    }
  }
}
    fragment DrawNow on Draw {
  __typename
  layer
  source
  amount
  line
  account
  accountAddress
  resetsAt
  expiresAt
  windows
}
fragment DecisionRow on AccessDecision {
  __typename
  id
  decidedAt
  subject
  product
  feature
  session
  outcome
  reason
  status
  requested
  granted
  charged
  blockedBy
  message
  caller
  labels {
    __typename
    key
    value
  }
  draws {
    __typename
    ...DrawNow
  }
}
fragment QuantityNow on Quantity {
  __typename
  dimension
  quantity
}`,{documentId:`sha256:e4b8afda9586a7d357902e80f36294c3477f18df9b8bb949744b5279ced44245`}),Cn=new B(`
    query PricesAt($at: DateTime!, $product: ID!) {
  __typename
  catalog(at: $at) {
    __typename
    products(product: $product) {
      __typename
      id
      features {
        __typename
        id
        rateCard
        prices {
          __typename
          feature
          dimension
          price
        }
      }
    }
  }
}
    `,{documentId:`sha256:fcbc3d9eec248c865b745a9110b5a60ffbe8616ae9940d21671687a8289518d7`}),wn=new B(`
    query PolicyTexts {
  __typename
  policy {
    __typename
    version
    text
    versions(first: 10) {
      __typename
      nodes {
        __typename
        version
        text
      }
    }
  }
}
    `,{documentId:`sha256:18fc739b5b33cc342b47ef70948691a30c76ad22d81185bcc508331a59dd8e85`}),Tn=new B(`
    query Viewer {
  __typename
  viewer {
    __typename
    tenant
    subject
    groups
    roles
    permissions {
      __typename
      object
      action
    }
    account {
      __typename
      ...AccountNow
    }
  }
  catalog {
    __typename
    version
    plan
    defaultPlan
    products {
      __typename
      id
      features {
        __typename
        id
        dimensions
        prices {
          __typename
          feature
          dimension
          price
        }
      }
      availability {
        __typename
        ...LayersNow
      }
    }
    plans {
      __typename
      id
      requestsPerMinute
      windows {
        __typename
        window
        capacity
        seconds
        calendar
      }
    }
  }
  now
}
    fragment WindowNow on WindowState {
  __typename
  id
  window
  capacity
  used
  held
  remaining
  startedAt
  resetsAt
}
fragment BalanceNow on Balance {
  __typename
  available
  held
  purchased
  promotional
  entitlement
  refund
  debt
}
fragment LayersNow on Availability {
  __typename
  state
  reason
  unblocksAt
  remedies
  layers {
    __typename
    layer
    source
    accountAddress
    remaining
    capacity
    resetsAt
    expiresAt
  }
  blockers {
    __typename
    kind
    source
    limit
    remaining
    unblocksAt
    accountAddress
  }
}
fragment LotNow on CreditLot {
  __typename
  id
  kind
  amount
  remaining
  held
  spent
  expired
  takenBack
  priority
  products
  effectiveAt
  expiresAt
}
fragment AccountNow on Account {
  __typename
  id
  seq
  state
  plan
  subject
  pool
  lastUsedAt
  balance {
    __typename
    ...BalanceNow
  }
  windows {
    __typename
    ...WindowNow
  }
  lots {
    __typename
    ...LotNow
  }
  autoTopUp {
    __typename
    account
    enabled
    state
    threshold
    target
    monthlyCap
    boughtThisMonth
    nextAttemptAt
    lastDeclineReason
    paymentMethod
    consentedAt
    consentedBy
  }
}`,{documentId:`sha256:f9a3b14e80b8d3596abb9260b011556b76532f918a2731d6667a5b86db5fb72b`}),En=new B(`
    query WhoIsThis {
  __typename
  viewer {
    __typename
    tenant
    subject
    groups
  }
}
    `,{documentId:`sha256:161ef3e6f17592cd68ebbf28f5a9945e036599603e0f4be38b9d0ca029914251`});async function Dn(t){let n=En.toString(),r=String(En.__meta__?.documentId).replace(`sha256:`,``),a=e.nonce===``?{}:{persistedQuery:{version:1,sha256Hash:r}},o;try{let r=await fetch(e.endpoint,{method:`POST`,headers:{"content-type":`application/json`,authorization:`Bearer ${t}`},body:JSON.stringify({query:n,operationName:`WhoIsThis`,extensions:a})});if(r.status===401)return null;o=await r.json()}catch{throw new i(`Spillway does not answer. Try again in a moment.`)}if(o.data?.viewer)return o.data.viewer;let[s]=o.errors??[];if(s?.extensions?.code===`UNAUTHENTICATED`)return null;throw new i(s?.message??`Spillway gave no answer to who this is.`)}var On=(function(){let e=typeof document<`u`&&document.createElement(`link`).relList;return e&&e.supports&&e.supports(`modulepreload`)?`modulepreload`:`preload`})(),kn=function(e){return`/`+e},An={},jn=function(e){return e.pathname.endsWith(`.css`)},Mn=function(e,t,n){if(t in e)return e[t];let r=n();if(!r){e[t]=void 0;return}let i=r.then(()=>{e[t]=void 0},n=>{throw e[t]=void 0,n});return e[t]=i,i},Nn=function(e,t,n){let r=Promise.resolve();if(t&&t.length>0){let e,i=document.querySelector(`meta[property=csp-nonce]`),a=i?.nonce||i?.getAttribute(`nonce`);function o(e){return Promise.all(e.map(e=>Promise.resolve(e).then(e=>({status:`fulfilled`,value:e}),e=>({status:`rejected`,reason:e}))))}function s(e){return import.meta.resolve?new URL(import.meta.resolve(e)):new URL(e,import.meta.url)}r=o(t.map(t=>{t=kn(t,n);let r=s(t),i=jn(r);return Mn(An,r.href,()=>{if(e===void 0){e={all:new Set,styles:new Set};let t=document.getElementsByTagName(`link`);for(let n=t.length-1;n>=0;n--){let r=t[n];e.all.add(r.href),r.rel===`stylesheet`&&e.styles.add(r.href)}}if((i?e.styles:e.all).has(r.href))return;let t=document.createElement(`link`);if(t.rel=i?`stylesheet`:On,i||(t.as=`script`),t.crossOrigin=``,t.href=r.href,a&&t.setAttribute(`nonce`,a),document.head.appendChild(t),i)return new Promise((e,n)=>{let i=a=>{t.removeEventListener(`load`,i),t.removeEventListener(`error`,i),a.type===`error`?n(Error(`Unable to preload CSS for ${r}`)):e(a)};t.addEventListener(`load`,i),t.addEventListener(`error`,i)})})}).filter(e=>e!==void 0))}function i(e){let t=new Event(`vite:preloadError`,{cancelable:!0});if(t.payload=e,window.dispatchEvent(t),!t.defaultPrevented)throw e}return r.then(t=>{for(let e of t||[])e.status===`rejected`&&i(e.reason);return e().catch(i)})},Pn=`spillway.session`,V=Kt(null),H=Kt(null),Fn=Kt(null),In,Ln=()=>Nn(()=>import(`./oidc-DSfRjAQ_.js`),__vite__mapDeps([0,1]));function Rn(e){return e&&JSON.stringify([e.tenant,e.subject,e.groups])}async function zn(e,n={how:`pasted`}){let r=e.trim().replace(/^bearer +/i,``),i=await Dn(r);if(!i)throw Bn(r,n);Hn({token:r,way:n,tenant:i.tenant,subject:i.subject,groups:i.groups,...t(r)})}function Bn(t,i){return i.how===`oidc`&&e.oidc?n(t,e.oidc.issuer,e.oidc.token):r(t)}async function Vn(e){await zn(await cr(e),{how:`demo`,who:e})}function Hn(e){let{token:t,way:n,tenant:r,subject:i,groups:a}=e;sessionStorage.setItem(Pn,JSON.stringify({token:t,way:n,tenant:r,subject:i,groups:a})),n.how===`oidc`&&Ln().then(({share:e})=>e(Un)),V.set(e),Fn.set(null),H.set(null),ar(e)}var Un={current(){let e=V.get();return e?.way.how===`oidc`?{token:e.token,way:e.way}:null},adopt({token:e,way:n}){let r=V.get();r&&Hn({...r,token:e,way:n,...t(e)})}};function Wn(e){V.get()&&H.set(e)}function Gn(){clearTimeout(In);let e=V.get()?.way;sessionStorage.removeItem(Pn),V.set(null),H.set(null),e?.how===`oidc`&&(Fn.set({idToken:e.idToken}),Ln().then(({revoke:t})=>t(e)))}function Kn(){let e=sessionStorage.getItem(Pn);if(e!==null){try{let{token:n,way:r,tenant:i,subject:a,groups:o}=JSON.parse(e),s=t(n);if(s.expiresAt>z.now()||tr(r))return Hn({token:n,way:r,tenant:i,subject:a,groups:o,...s})}catch{}sessionStorage.removeItem(Pn)}}async function qn(e){let t=Rn(V.get());return Wn(e),await new Promise(e=>{let t=[V.watch(n),H.watch(n)];function n(){if(!(V.get()&&H.get()!==null)){for(let e of t)e();e()}}n()}),t!==null&&Rn(V.get())===t}var Jn=null;function Yn(e){Jn=e}async function Xn(){let e=V.get();!e||e.token!==Jn&&e.expiresAt>z.now()||await Qn(e.token)||await qn(`Your token is not valid any more.`)}var Zn=null;function Qn(e){let t=V.get();return t&&e!==void 0&&t.token!==e?Promise.resolve(!0):(Zn??=$n().finally(()=>Zn=null),Zn)}async function $n(){let e=V.get();if(!e||!tr(e.way))return!1;let n=await er(e.way),r=V.get();return r===e?(Hn({...e,...n.granted,...n.granted&&t(n.granted.token),...n.spent}),n.granted!==void 0):r!==null&&r.token!==e.token}async function er(e){try{if(e.how===`demo`)return{granted:{token:await cr(e.who),way:e}};if(e.how!==`oidc`)return{};let{renewed:t}=await Ln(),n=await t(e);return n?{granted:n}:{spent:{way:{...e,refreshToken:null}}}}catch{return{}}}var tr=e=>e.how===`demo`||e.how===`oidc`&&e.refreshToken!==null,nr=2147483647,rr=1e3,ir=6e4;function ar({issuedAt:e,expiresAt:t,way:n}){or((tr(n)?e+(t-e)*.8:t)-z.now())}function or(e){clearTimeout(In),Number.isFinite(e)&&(In=setTimeout(()=>void sr(),Math.min(Math.max(e,0),nr)))}async function sr(){let e=V.get();if(!e||H.get()!==null)return;let{issuedAt:t,expiresAt:n,way:r}=e,i=tr(r)?t+(n-t)*.8:n;if(z.now()<i-rr)return or(i-z.now());if(await Qn())return;let a=V.get();if(!a||a.token!==e.token)return;let o=n-z.now();if(o<=0)return Wn(`Your token has expired.`);or(tr(a.way)?Math.min(o,Math.max(rr,Math.min(o/4,ir))):o)}async function cr(e){let t=await(await fetch(`/dev/token`,{method:`POST`,headers:{"content-type":`application/json`,"x-spillway-dev":`1`},body:JSON.stringify(e)})).json();if(t.token===void 0)throw Error(t.errors?.[0]?.message??`The server gave no token.`);return t.token}var lr=new Intl.NumberFormat(`en`,{maximumFractionDigits:4,roundingMode:`trunc`}),ur=`0.0001`;function dr(e){let t=e.replace(/^-/,``),n=lr.format(e);return!/^-?0$/.test(n)||/^0*(\.0*)?$/.test(t)?n:e.startsWith(`-`)?`> -${ur}`:`< ${ur}`}var fr=e=>lr.format(e),pr=9;function mr(e){let[t=`0`,n=``]=e.replace(/^[-+]/,``).split(`.`),r=BigInt(t)*10n**BigInt(pr)+BigInt(n.slice(0,pr).padEnd(pr,`0`));return e.startsWith(`-`)?-r:r}function hr(e){let t=(e<0n?-e:e).toString().padStart(10,`0`),n=t.slice(-9).replace(/0+$/,``);return`${e<0n?`-`:``}${t.slice(0,-9)}${n===``?``:`.${n}`}`}var gr=e=>hr(e.reduce((e,t)=>e+mr(t),0n));function _r(e,t){let n=mr(t);return n<=0n?0:Math.min(1,Math.max(0,Number(mr(e)*10000n/n)/1e4))}var vr=[`local`,`UTC`],yr=Jt(`zone`,`local`,e=>vr.includes(e)),br=e=>e===`UTC`?`UTC`:Intl.DateTimeFormat().resolvedOptions().timeZone;function xr(e){let t=Math.max(0,Math.round(e/1e3)),n=[[`d`,86400],[`h`,3600],[`min`,60],[`s`,1]],r=n.findIndex(([,e])=>t>=e);if(r<0)return`0 s`;let[i=``,a=1]=n[r]??[],[o=``,s=1]=n[r+1]??[],c=Math.floor(t/a),l=o===``?0:Math.floor((t-c*a)/s);return l===0?`${c} ${i}`:`${c} ${i} ${l} ${o}`}function Sr(e,t){let n=e-t;return Math.abs(n)<1e3?`now`:n>0?`in ${xr(n)}`:`${xr(-n)} ago`}function Cr(e,t,n){let r=br(n),i=new Intl.DateTimeFormat(`en-CA`,{timeZone:r,dateStyle:`short`}),a=i.format(e)===i.format(t),o={hour:`2-digit`,minute:`2-digit`,hourCycle:`h23`},s={day:`numeric`,month:`short`},c=i.format(e).slice(0,4)===i.format(t).slice(0,4),l=a?{...o,second:`2-digit`}:{...s,...o,...c?{}:{year:`numeric`}};return`${new Intl.DateTimeFormat(`en-GB`,{timeZone:r,...l}).format(e)}${n===`UTC`?` UTC`:``}`}var U=b(),wr=(...e)=>e.filter(Boolean).join(` `);function Tr({value:e,className:t,signed:n}){let r=(0,Gt.useRef)(null),i=(0,Gt.useRef)(e);(0,Gt.useEffect)(()=>{i.current!==e&&(i.current=e,r.current?.animate?.([{background:`color-mix(in srgb, var(--accent) 24%, transparent)`},{}],{duration:matchMedia(`(prefers-reduced-motion: reduce)`).matches?0:600}))},[e]);let a=dr(e),o=n===!0&&!e.startsWith(`-`)&&!/^0(\.0*)?$/.test(e)?`+`:``;return(0,U.jsxs)(`span`,{ref:r,title:e,"data-exact":e,onCopy:t=>{t.clipboardData.setData(`text/plain`,e),t.preventDefault()},className:wr(`rounded-sm tabular-nums`,t),children:[o,a]})}function Er({at:e,className:t}){let n=qt(yr),r=tn(60);return(0,U.jsx)(`time`,{dateTime:e,title:e,className:wr(`whitespace-nowrap tabular-nums`,t),children:Cr(Date.parse(e),r,n)})}function Dr({at:e,className:t}){let n=tn(),r=qt(yr),i=Date.parse(e);return(0,U.jsx)(`time`,{dateTime:e,title:`${Cr(i,n,r)} (${e})`,className:wr(`tabular-nums`,t),children:Sr(i,n)})}var Or={good:`bg-good-bg text-good`,warn:`bg-warn-bg text-warn`,bad:`bg-bad-bg text-bad`,quiet:`bg-sunk text-ink`};function kr({tone:e=`quiet`,children:t,title:n}){return(0,U.jsx)(`span`,{title:n,className:wr(`inline-flex items-center gap-1 rounded-full px-2 py-px text-xs font-medium whitespace-nowrap`,Or[e]),children:t})}var Ar={main:`bg-accent text-on-accent hover:opacity-90`,plain:`border border-edge/60 bg-panel text-ink hover:bg-sunk`,bare:`text-ink hover:bg-sunk`,danger:`bg-bad text-panel hover:opacity-90`};function jr({kind:e=`plain`,busy:t=!1,className:n,children:r,disabled:i,type:a=`button`,...o}){return(0,U.jsx)(`button`,{type:a,disabled:i===!0||t,"aria-busy":t,className:wr(`inline-flex min-h-8 items-center justify-center gap-1.5 rounded-md px-3 py-1 text-sm font-medium transition-opacity disabled:opacity-55`,Ar[e],n),...o,children:r})}function Mr({text:e,label:t=`Copy`}){let n=(0,Gt.useRef)(null);return(0,U.jsx)(jr,{kind:`bare`,className:`min-h-6 px-2 text-xs`,onClick:()=>{navigator.clipboard.writeText(e).then(()=>{n.current&&(n.current.textContent=`Copied`),setTimeout(()=>n.current&&(n.current.textContent=t),1500)})},children:(0,U.jsx)(`span`,{ref:n,"aria-live":`polite`,children:t})})}var Nr=`
https://bit.ly/2XbVrpR#`;function Pr(e,t,n){if(!e){var r=t||`Minfied Error #`+n+`
`,i=Error(r+Nr+n);throw i.name=`Graphcache Error`,i}}var Fr={},Ir=e=>e._directives||Fr,W=e=>e.name.value,Lr=e=>e.typeCondition.name.value,Rr=e=>e.alias?e.alias.value:e.name.value,zr=[],G=e=>e.selectionSet?e.selectionSet.selections:zr,Br=e=>e.typeCondition?e.typeCondition.name.value:null,Vr=(e,t)=>{var n=null;if(e.arguments)for(var r=0,i=e.arguments.length;r<i;r++){var a=e.arguments[r],o=ye(a.value,t);o!=null&&(n||={},n[W(a)]=o)}return n},Hr=(e,t)=>{if(t&&e.variableDefinitions){for(var n={},r=0,i=e.variableDefinitions.length;r<i;r++){var a=W(e.variableDefinitions[r].variable);n[a]=t[a]}return n}},Ur=(e,t)=>{var n={};if(!t)return n;if(e.variableDefinitions)for(var r=0,i=e.variableDefinitions.length;r<i;r++){var a=e.variableDefinitions[r],o=W(a.variable);n[o]=t[o]===void 0&&a.defaultValue?ye(a.defaultValue,t):t[o]}for(var s in t)s in n||(n[s]=t[s]);return n};function Wr(e){for(var t=0;t<e.definitions.length;t++)if(e.definitions[t].kind===T.OPERATION_DEFINITION)return e.definitions[t];Pr(!1,``,1)}var Gr=e=>{for(var t={},n=0;n<e.definitions.length;n++){var r=e.definitions[n];r.kind===T.FRAGMENT_DEFINITION&&(t[W(r)]=r)}return t},Kr=(e,t)=>{var n=Ir(e);if(n.include||n.skip)for(var r in n){var i=n[r];if(i&&(r===`include`||r===`skip`)&&i.arguments&&i.arguments[0]&&W(i.arguments[0])===`if`){var a=ye(i.arguments[0].value,t);return r===`include`?!!a:!a}}return!0},qr=(e,t)=>{var{defer:n}=Ir(e);if(n){for(var r of n.arguments||[])if(W(r)===`if`)return!!ye(r.value,t);return!0}return!1},Jr=e=>{var{optional:t,required:n}=Ir(e);if(n)return!1;if(t)return!0},Yr=`__`,Xr=(e,t,n,r)=>{var i=$r(e,t,n,r);return!!i&&i.type.kind!==`NON_NULL`},Zr=(e,t,n,r)=>{var i=$r(e,t,n,r);if(!i)return!1;var a=i.type.kind===`NON_NULL`?i.type.ofType:i.type;return a.kind===`LIST`&&a.ofType.kind!==`NON_NULL`},Qr=(e,t,n)=>{if(!n)return!1;var r=Br(t);return!r||n===r?!0:e.types.has(r)&&e.types.get(r).kind===`OBJECT`?r===n:((function(e,t){Pr(e.types.has(t)&&(e.types.get(t).kind===`INTERFACE`||e.types.get(t).kind===`UNION`),``,5)})(e,r),ei(e,n),e.isSubType(r,n))},$r=(e,t,n,r)=>{if(n.indexOf(Yr)!==0&&t.indexOf(Yr)!==0)return ei(e,t),e.types.get(t).fields()[n]};function ei(e,t){Pr(e.types.has(t)&&e.types.get(t).kind===`OBJECT`,``,3)}var ti=(e,t)=>t?`${e}(${nt(t)})`:e,ni=(e,t)=>`${e}.${t}`,ri=e=>{var t=e.indexOf(`(`);return t>-1?{fieldKey:e,fieldName:e.slice(0,t),arguments:JSON.parse(e.slice(t+1,-1))}:{fieldKey:e,fieldName:e,arguments:null}},ii=e=>{var t=e.indexOf(`.`);return{entityKey:e.slice(0,t).replace(/%2e/g,`.`),fieldKey:e.slice(t+1)}},ai=null,oi=null,K=null,q=null,J=null,si=null,ci=!1,li=!1;function Y(e,t){var n;if(e){if(ai.has(e))return e;n=oi.get(e)}return n??=t?[]:{},e&&oi.set(e,n),ai.add(n),n}var ui=e=>!!e&&ai.has(e),di=(e,t,n,r,i)=>{ai=new WeakSet,oi=new WeakMap,J=e,K=t,si=new Set,li=!!r,ci=!!i,n?J===`read`?q=n:r||t.hydrating||t.optimisticOrder.length>1?(!r&&!t.commutativeKeys.has(n)?Ai(t,n):r&&(t.optimisticOrder.indexOf(n)!==-1&&!t.commutativeKeys.has(n)&&t.optimisticOrder.splice(t.optimisticOrder.indexOf(n),1),t.commutativeKeys.delete(n)),q=n,ji(t,n)):(q=null,Ni(t,n)):q=null},fi=()=>{var e=K,t=q;if(li=!1,q=null,!e.hydrating&&t&&e.optimisticOrder.indexOf(t)>-1)for(var n=e.optimisticOrder.length;--n>=0&&e.dirtyKeys.has(e.optimisticOrder[n])&&e.commutativeKeys.has(e.optimisticOrder[n]);)Pi(e.optimisticOrder[n]);ai=null,oi=null,J=null,K=null,si=null,e.defer||!e.storage&&e.optimisticOrder.length||(e.defer=!0,setTimeout((()=>{di(`read`,e,null),xi(),Ii(),fi(),e.defer=!1})))},pi=(e,t,n)=>{t&&!n&&e.deferredKeys.delete(t),di(`write`,e,t,n),fi()},mi=new Set,hi=(e,t,n,r)=>{var i=q?e.optimistic.get(q):e.base,a=i.get(t);a===void 0&&i.set(t,a=Object.create(null)),r===void 0&&!q?delete a[n]:a[n]=r},gi=(e,t,n)=>{for(var r,i=!li&&J===`read`&&q&&K.commutativeKeys.has(q),a=0,o=K.optimisticOrder.length;a<o;a++){var s=K.optimisticOrder[a],c=e.optimistic.get(s);if(i&&=s!==q,c&&(!i||!K.commutativeKeys.has(s))&&(!li||J===`write`||K.commutativeKeys.has(s))&&(r=c.get(t))!==void 0&&n in r)return r[n]}return(r=e.base.get(t))===void 0?void 0:r[n]};function _i(e){return K.refCount.get(e)||0}var vi=(e,t)=>{if(Array.isArray(e))for(var n=0,r=e.length;n<r;n++)vi(e[n],t);else typeof e==`string`&&((e,t)=>{var n=_i(e),r=n+t>0?n+t:0;K.refCount.set(e,r),r?!n&&r&&K.gc.delete(e):K.gc.add(e)})(e,t)},yi=(e,t,n)=>{if(n!==void 0)for(var r in n)t.has(r)||(e.push(ri(r)),t.add(r))},bi=(e,t,n,r)=>{yi(e,t,r.base.get(n));for(var i=0,a=K.optimisticOrder.length;i<a;i++){var o=r.optimistic.get(K.optimisticOrder[i]);o!==void 0&&yi(e,t,o.get(n))}},xi=()=>{if(!K.optimisticOrder.length){for(var e of K.gc.keys())if(K.gc.delete(e),!(_i(e)>0)){var t=K.records.base.get(e);K.refCount.delete(e),K.records.base.delete(e);var n=t&&t.__typename;if(n){var r=K.types.get(n);r&&r.delete(e)}var i=K.links.base.get(e);if(i)for(var a in K.links.base.delete(e),i)vi(i[a],-1)}}},Si=(e,t)=>{e===K.queryRootKey?t!==void 0&&t!==`__typename`&&si.add(ni(e,t)):si.add(e)},Ci=(e,t)=>{!li&&K.storage&&K.persist.add(((e,t)=>`${e.replace(/\./g,`%2e`)}.${t}`)(e,t))},wi=(e,t)=>(J===`read`&&Si(e,t),gi(K.records,e,t)),Ti=(e,t)=>(J===`read`&&Si(e,t),gi(K.links,e,t)),Ei=(e,t)=>{var n=K.abstractToConcreteMap.get(e);if(n)n.add(t);else{var r=new Set;r.add(t),K.abstractToConcreteMap.set(e,r)}},Di=(e,t,n)=>{Li(gi(K.records,e,t),n)||(Si(e,t),Ci(e,t)),hi(K.records,e,t,n)},Oi=(e,t)=>wi(e,t)!==void 0||Ti(e,t)!==void 0,ki=(e,t,n)=>{var r=q?K.links.optimistic.get(q):K.links.base;if(!q){var i=r&&r.get(e);vi(i&&i[t],-1),vi(n,1)}Li(gi(K.links,e,t),n)||(Si(e,t),Ci(e,t)),hi(K.links,e,t,n)},Ai=(e,t,n)=>{var r=e.optimisticOrder.indexOf(t);if(r>-1&&e.optimisticOrder.splice(r,1),n)for(e.deferredKeys.add(t),r=r>-1?r:0;r<e.optimisticOrder.length&&!e.deferredKeys.has(e.optimisticOrder[r])&&(!e.dirtyKeys.has(e.optimisticOrder[r])||!e.commutativeKeys.has(e.optimisticOrder[r]));r++);else e.deferredKeys.delete(t),r>-1&&!e.commutativeKeys.has(t)&&Mi(e,t),r=0;e.optimisticOrder.splice(r,0,t),e.commutativeKeys.add(t)},ji=(e,t)=>{e.optimisticOrder.indexOf(t)===-1&&e.optimisticOrder.unshift(t),e.dirtyKeys.has(t)||(e.dirtyKeys.add(t),e.links.optimistic.set(t,new Map),e.records.optimistic.set(t,new Map))},Mi=(e,t)=>{e.dirtyKeys.has(t)&&(e.dirtyKeys.delete(t),e.records.optimistic.delete(t),e.links.optimistic.delete(t),e.deferredKeys.delete(t))},Ni=(e,t)=>{var n=e.optimisticOrder.indexOf(t);n>-1&&(e.optimisticOrder.splice(n,1),e.commutativeKeys.delete(t)),Mi(e,t)},Pi=e=>{var t=si;si=new Set,J=`write`;var n=K.links.optimistic.get(e);if(n)for(var r of n.entries()){var i=r[0],a=r[1];for(var o in a)ki(i,o,a[o])}var s=K.records.optimistic.get(e);if(s)for(var c of s.entries()){var l=c[0],u=c[1];for(var d in u)Di(l,d,u[d])}si=t,Ni(K,e)},Fi=e=>{var{links:t,records:n}=K,r=[],i=new Set;return Si(e),bi(r,i,e,t),bi(r,i,e,n),r},Ii=()=>{if(K.storage){li=!0,J=`read`;var e={};for(var t of K.persist.keys()){var{entityKey:n,fieldKey:r}=ii(t),i=void 0;e[t]=(i=Ti(n,r))===void 0?(i=wi(n,r))===void 0?void 0:nt(i):`:${nt(i)}`}li=!1,K.storage.writeData(e),K.persist.clear()}};function Li(e,t){return typeof e!=typeof t||e!==t?!1:Array.isArray(e)&&Array.isArray(t)?e.length===t.length&&!e.some(((e,n)=>e!==t[n])):!0}var Ri=null,zi=!1,Bi=void 0,Vi=e=>e.__internal.path.length>0&&e.__internal.errorMap?e.__internal.errorMap[e.__internal.path.join(`.`)]:void 0,Hi=(e,t,n,r,i,a)=>{var o={store:e,variables:t,fragments:n,parent:{__typename:r},parentTypeName:r,parentKey:i,parentFieldKey:``,fieldName:``,error:void 0,partial:!1,hasNext:!1,optimistic:li,__internal:{path:[],errorMap:void 0}};if(a&&a.graphQLErrors)for(var s=0;s<a.graphQLErrors.length;s++){var c=a.graphQLErrors[s];c.path&&c.path.length&&(o.__internal.errorMap||(o.__internal.errorMap=Object.create(null)),o.__internal.errorMap[c.path.join(`.`)]=c)}return o},Ui=(e,t,n,r,i,a)=>{Ri=e,e.parent=t,e.parentTypeName=n,e.parentKey=r,e.parentFieldKey=i,e.fieldName=a,e.error=Vi(e)},Wi=(e,t,n,r,i)=>{if(!t)return!1;var a=Br(e);return!a||t===a||!G(e).some((e=>e.kind===T.FIELD&&!Oi(n,ti(W(e),Vr(e,r)))))},Gi=class{constructor(e,t,n,r,i,a){this.typename=e,this.entityKey=t,this.ctx=a,this.stack=[{selectionSet:i,index:0,defer:n,optional:r}]}next(){for(;this.stack.length>0;){for(var e=this.stack[this.stack.length-1];e.index<e.selectionSet.length;){var t=e.selectionSet[e.index++];if(Kr(t,this.ctx.variables)){if(t.kind!==T.FIELD){var n=t.kind===T.INLINE_FRAGMENT?t:this.ctx.fragments[W(t)];if(n){var r=!n.typeCondition||(this.ctx.store.schema?Qr(this.ctx.store.schema,n,this.typename):this.ctx.store.possibleTypeMap?Ki(this.ctx.store.possibleTypeMap,n.typeCondition.name.value,this.typename):J===`read`&&qi(n.typeCondition.name.value,this.typename)||Wi(n,this.typename,this.entityKey,this.ctx.variables,this.ctx.store.logger));if(r||J===`write`&&!this.ctx.store.schema){var i=Jr(t);r&&n.typeCondition&&this.typename!==n.typeCondition.name.value&&Ei(n.typeCondition.name.value,this.typename),this.stack.push(e={selectionSet:G(n),index:0,defer:e.defer||qr(t,this.ctx.variables),optional:i===void 0?e.optional:i})}}}else if(J===`write`||!t._generated)return zi=e.defer,Bi=e.optional,t}}this.stack.pop()}}},Ki=(e,t,n)=>{if(!n)return!1;if(t===n)return!0;var r=e.get(t);return r&&r.has(n)},qi=(e,t)=>{if(!t)return!1;if(e===t)return!0;if((e=>K.types.has(e))(e))return!1;var n=(e=>K.abstractToConcreteMap.get(e)||mi)(e);return n.size&&n.has(t)},Ji=e=>e??null,Yi=(e,t)=>{if(!t)return t||null;if(Array.isArray(t)){for(var n=Array(t.length),r=0,i=n.length;r<i;r++)n[r]=Yi(e,t[r]);return n}return e.keyOfEntity(t)},Xi=(e,t,n,r)=>{var i=Pt(t.query),a=Wr(i),o=e.rootFields[a.operation],s=G(a),c=Hi(e,Ur(a,t.variables),Gr(i),o,o,r),l=o===c.store.rootFields.query?ea(c,o,s,n||Y()):Zi(c,o,s,n||Y());return{dependencies:si,partial:c.partial||!l,hasNext:c.hasNext,data:l||null}},Zi=(e,t,n,r)=>{if(typeof(e.store.rootNames[t]?t:r.__typename)!=`string`)return r;for(var i=new Gi(t,t,!1,void 0,n,e),a,o=ci,s=Y(r);a=i.next();){var c=Rr(a),l=r[c];e.__internal.path.push(c);var u=void 0;u=a.selectionSet&&l!==null?Qi(e,G(a),Ji(l)):l,o||=u!==l,u!==void 0&&(s[c]=u),e.__internal.path.pop()}return o?s:r},Qi=(e,t,n)=>{if(Array.isArray(n)){for(var r=Array(n.length),i=ci,a=0,o=n.length;a<o;a++)e.__internal.path.push(a),r[a]=Qi(e,t,n[a]),i||=r[a]!==n[a],e.__internal.path.pop();return i?r:n}if(n===null)return null;var s=e.store.keyOfEntity(n);return s===null?Zi(e,n.__typename,t,n):ea(e,s,t,n)||null};function $i(e,t,n,r){var i=r.store.resolvers[t],a=i&&i[n],o;for(var s in e){var c=e[s];if(c&&s!==`include`&&s!==`skip`&&r.store.directives[s])return o=r.store.directives[s](Vr(c,r.variables)),o}return o||a}var ea=(e,t,n,r,i)=>{var{store:a}=e,o=t===a.rootFields.query,s=i&&a.keyOfEntity(i)||t,c=o?t:wi(s,`__typename`)||i&&i.__typename;if(typeof c==`string`&&!(i&&c!==i.__typename)){for(var l=new Gi(c,s,!1,void 0,n,e),u=!1,d=!1,f=ci,p,m=e.partial,h=Y(r);(p=l.next())!==void 0;){var g=W(p),_=Vr(p,e.variables),v=Rr(p),y=Ir(p),b=$i(y,c,g,e),x=ti(g,_),S=ni(s,x),C=wi(s,x),w=i?i[g]:void 0;e.__internal.path.push(v);var T=void 0;if(g===`__typename`)T=c;else if(w!==void 0&&p.selectionSet===void 0)T=w;else if(J===`read`&&b){var E=h;if(p.selectionSet===void 0&&C!==void 0&&(E={...h,[v]:C,[g]:C}),Ui(e,E,c,s,x,g),T=b(E,_||{},a,e),p.selectionSet&&(T=ta(e,c,g,S,G(p),h[v]===void 0?r[v]:h[v],T,ui(r))),a.schema&&T===null&&!Xr(a.schema,c,g,e.store.logger))return}else if(!p.selectionSet)T=C;else if(w!==void 0)T=ta(e,c,g,S,G(p),h[v]===void 0?r[v]:h[v],w,ui(r));else{var D=Ti(s,x);D===void 0?typeof C==`object`&&C&&(T=C):T=na(e,D,c,g,G(p),h[v]===void 0?r[v]:h[v],ui(r))}if(!zi&&T===void 0&&(y.optional||Bi&&!y.required||Vi(e)||!y.required&&a.schema&&Xr(a.schema,c,g,e.store.logger))?(e.partial=!0,T=null):T===null&&(y.required||!1===Bi)?(e.store.logger,T=void 0):u||=g!==`__typename`,e.__internal.path.pop(),f||=T!==r[v],T!==void 0)h[v]=T;else if(zi)d=!0;else{e.store.logger,e.partial=m;return}}return e.partial=e.partial||m,e.hasNext=e.hasNext||d,o&&e.partial&&!u?void 0:f?h:r}},ta=(e,t,n,r,i,a,o,s)=>{if(Array.isArray(o)){for(var{store:c}=e,l=c.schema?Zr(c.schema,t,n,e.store.logger):!1,u=e.partial,d=Y(a,!0),f=ci||!Array.isArray(a)||o.length!==a.length,p=0,m=o.length;p<m;p++){e.__internal.path.push(p);var h=ta(e,t,n,ni(r,`${p}`),i,a?.[p],o[p],s);if(e.__internal.path.pop(),h===void 0&&!l){e.partial=u;return}e.partial=e.partial||h===void 0&&l,d[p]=h??null,f||=d[p]!==a[p]}return f?d:a}if(o==null)return o;if(s&&a===null)return null;if(ra(o)){var g=a||Y(a);return typeof o==`string`?ea(e,o,i,g):ea(e,r,i,g,o)}},na=(e,t,n,r,i,a,o)=>{if(Array.isArray(t)){for(var{store:s}=e,c=s.schema?Zr(s.schema,n,r,e.store.logger):!1,l=Y(a,!0),u=e.partial,d=ci||!Array.isArray(a)||t.length!==a.length,f=0,p=t.length;f<p;f++){e.__internal.path.push(f);var m=na(e,t[f],n,r,i,a?.[f],o);if(e.__internal.path.pop(),m===void 0&&!c){e.partial=u;return}e.partial=e.partial||m===void 0&&c,l[f]=m||null,d||=l[f]!==a[f]}return d?l:a}return t===null||a===null&&o?null:ea(e,t,i,a||Y(a))},ra=e=>typeof e==`string`||typeof e==`object`&&typeof e.__typename==`string`,ia=(e,t,n)=>{for(var r=t?[{fieldKey:ti(t,n)}]:Fi(e),i=0,a=r.length;i<a;i++){var{fieldKey:o}=r[i];Ti(e,o)===void 0?Di(e,o,void 0):ki(e,o,void 0)}},aa=(e,t)=>{for(var n of(e=>K.types.get(e)||mi)(e))t.includes(n)||ia(n)},oa=(e,t,n,r)=>{var i=Pt(t.query),a=Wr(i),o={data:n||Y(),dependencies:si},s=e.rootFields[a.operation];return sa(Hi(e,Ur(a,t.variables),Gr(i),s,s,r),s,G(a),o.data),o},sa=(e,t,n,r)=>{var i=e.store.rootNames[t]||`query`,a=!!e.store.rootNames[t],o=a?t:r.__typename;if(!o&&t&&e.optimistic&&(o=wi(t,`__typename`)),o)!a&&t&&(Di(t,`__typename`,o),((e,t)=>{var n=K.types.get(e);if(n)n.add(t);else{var r=new Set;r.add(t),K.types.set(e,r)}})(o,t));else return;for(var s=e.store.updates[o],c=new Gi(o,t||o,!1,void 0,n,e),l;l=c.next();){var u=W(l),d=Vr(l,e.variables),f=ti(u,d),p=Rr(l),m=r[e.optimistic?u:p];if(!(u===`__typename`||m===void 0&&(zi||e.optimistic&&i===`query`))){e.__internal.path.push(p);var h=void 0;if(e.optimistic&&i===`mutation`){if(!(h=e.store.optimisticMutations[u]))continue}else e.optimistic&&typeof m==`function`&&(h=m);if(h&&(Ui(e,r,o,t||o,f,u),m=Ji(h(d||{},e.store,e))),m!==void 0){if(l.selectionSet){if(t&&i===`query`){var g=ni(t,f),_=ca(e,G(l),Ji(m),g,e.optimistic?Ti(t||o,f):void 0);ki(t||o,f,_)}else ca(e,G(l),Ji(m))}else t&&i===`query`&&Di(t||o,f,m!==null||!Vi(e)?m:void 0);var v=s&&s[u];if(v)Ui(e,r,o,t||o,f,u),r[u]=m,v(r,d||{},e.store,e);else if(o===e.store.rootFields.mutation&&!e.optimistic){if(m&&Array.isArray(m))for(var y=m.map((t=>e.store.keyOfEntity(t)||``)),b=0,x=m.length;b<x;b++){var S=y[b];if(S&&m[b].__typename){var C=wi(S,`__typename`),w=_i(S);C&&!w&&aa(m[b].__typename,y)}}else if(m&&typeof m==`object`){var T=e.store.keyOfEntity(m);if(T){var E=wi(T,`__typename`),D=_i(T);E&&D||!m.__typename||aa(m.__typename,[T])}}}e.__internal.path.pop()}}}},ca=(e,t,n,r,i)=>{if(Array.isArray(n)){for(var a=Array(n.length),o=0,s=n.length;o<s;o++){e.__internal.path.push(o);var c=r?ni(r,`${o}`):void 0,l=ca(e,t,n[o],c,i?.[o]);a[o]=l,e.__internal.path.pop()}return a}if(n===null)return Vi(e)?void 0:null;var u=e.store.keyOfEntity(n)||(typeof i==`string`?i:null);n.__typename;var d=u||r;return sa(e,d,t,n),d||null},la=class{constructor(e){e||={},this.logger=e.logger,this.resolvers=e.resolvers||{},this.directives=e.directives||{},this.optimisticMutations=e.optimistic||{},this.keys=e.keys||{},this.globalIDs=Array.isArray(e.globalIDs)?new Set(e.globalIDs):!!e.globalIDs;var t=`Query`,n=`Mutation`,r=`Subscription`;if(e.schema){var i=(({__schema:e})=>{var t=new Map,n=e=>{var t;return()=>{if(!t){t={};for(var n=0;n<e.length;n++)t[e[n].name]=e[n]}return t}},r=e=>{switch(e.kind){case`OBJECT`:case`INTERFACE`:return{name:e.name,kind:e.kind,interfaces:n(e.interfaces||[]),fields:n(e.fields.map((e=>({name:e.name,type:e.type,args:n(e.args)}))))};case`UNION`:return{name:e.name,kind:e.kind,types:n(e.possibleTypes||[])}}},i={query:e.queryType?e.queryType.name:null,mutation:e.mutationType?e.mutationType.name:null,subscription:e.subscriptionType?e.subscriptionType.name:null,types:void 0,isSubType(e,n){var r=t.get(e),i=t.get(n);return!r||!i?!1:r.kind===`UNION`?!!r.types()[n]:r.kind!==`OBJECT`&&i.kind===`OBJECT`?!!i.interfaces()[e]:e===n}};if(e.types){i.types=t;for(var a=0;a<e.types.length;a++){var o=e.types[a];if(o&&o.name){var s=r(o);s&&t.set(o.name,s)}}}return i})(e.schema);t=i.query||t,n=i.mutation||n,r=i.subscription||r,i.types&&(this.schema=i)}if(!this.schema&&e.possibleTypes){this.possibleTypeMap=new Map;for(var a of Object.entries(e.possibleTypes)){var[o,s]=a;this.possibleTypeMap.set(o,new Set(s))}}this.updates=e.updates||{},this.rootFields={query:t,mutation:n,subscription:r},this.rootNames={[t]:`query`,[n]:`mutation`,[r]:`subscription`},this.data=(c=t,{hydrating:!1,defer:!1,gc:new Set,types:new Map,persist:new Set,queryRootKey:c,refCount:new Map,links:{optimistic:new Map,base:new Map},abstractToConcreteMap:new Map,records:{optimistic:new Map,base:new Map},deferredKeys:new Set,commutativeKeys:new Set,dirtyKeys:new Set,optimisticOrder:[],storage:null});var c;this.schema}keyOfField(e,t){return ti(e,t)}keyOfEntity(e){if(Ri&&e===Ri.parent)return Ri.parentKey;if(e==null||typeof e==`string`)return e||null;if(!e.__typename)return null;if(this.rootNames[e.__typename])return e.__typename;var t=null;this.keys[e.__typename]?t=this.keys[e.__typename](e)||null:e.id==null?e._id!=null&&(t=`${e._id}`):t=`${e.id}`;var n=e.__typename;return!0===this.globalIDs||this.globalIDs&&this.globalIDs.has(n)||!t?t:`${n}:${t}`}resolve(e,t,n){var r=this.keyOfEntity(e);if(r){var i=ti(t,n),a=wi(r,i);if(a!==void 0)return a;var o=Ti(r,i);return o!==void 0&&(o=Yi(this,o)),o}}invalidate(e,t,n){var r=this.keyOfEntity(e);e&&typeof e==`string`&&!t&&!n&&!this.resolve(e,`__typename`)?aa(e,[]):(Pr(r,``,19),ia(r,t,n))}inspectFields(e){var t=this.keyOfEntity(e);return t?Fi(t):[]}updateQuery(e,t){var n=ht(e.query,e.variables),r=t(this.readQuery(n));r!==null&&oa(this,n,r,void 0)}readQuery(e){var t=ht(e.query,e.variables);return Xi(this,t,void 0,void 0).data}readFragment(e,t,n,r){return((e,t,n,r,i)=>{var a=Gr(t),o;if(i){if(!(o=a[i]))return null}else if(!(o=a[Object.keys(a)[0]]))return null;var s=Lr(o);typeof n!=`string`&&!n.__typename&&(n.__typename=s);var c=e.keyOfEntity(n);return c&&ea(Hi(e,r||{},a,s,c,void 0),c,G(o),Y())||null})(this,Pt(e),t,n,r)}writeFragment(e,t,n,r){((e,t,n,r,i)=>{var a=Gr(t),o;if(i){if(!(o=a[i]))return null}else if(!(o=a[Object.keys(a)[0]]))return null;var s=Lr(o),c={__typename:s,...n},l=e.keyOfEntity(c);l&&sa(Hi(e,r||{},a,s,l,void 0),l,G(o),c)})(this,Pt(e),t,n,r)}link(e,t,...n){var r=n.length===2?n[0]:null,i=n.length===2?n[1]:n[0],a=this.keyOfEntity(e);a&&ki(a,ti(t,r),Yi(this,i))}},ua=(e,t)=>It(e.kind,e,{...e.context,meta:{...e.context.meta,...t}}),da=(e,t)=>It(e.kind,e,{...e.context,requestPolicy:t}),fa=e=>({forward:t,client:n,dispatchDebug:r})=>{var i=new la(e);e&&e.storage&&(i.data.hydrating=!0,e.storage.readData().then((t=>{((e,t,n)=>{for(var r in di(`write`,e,null),n){var i=n[r];if(i!==void 0){var{entityKey:a,fieldKey:o}=ii(r);i[0]===`:`?Ti(a,o)===void 0&&ki(a,o,JSON.parse(i.slice(1))):wi(a,o)===void 0&&Di(a,o,JSON.parse(i))}}e.storage=t,e.hydrating=!1,fi()})(i.data,e.storage,t),e.storage.onCacheHydrated&&e.storage.onCacheHydrated()})));var a=new Map,o=[],s=new Map,c=new Map,l=new Set,u=new Set,d=new Set,f=new Set,p=new WeakSet,m=new Map,h=new Set,g=new Set,_=e=>{for(var t of e.values())if(l.has(t))return!0;return!1},v=(e,t)=>{if(t)for(var n of t.values()){var r=m.get(n);if(r)for(var i of r.values())e.add(i)}},y=(e,t,r)=>{for(var i of t.values())if(i!==e.key){var a=s.get(i);if(a){e.kind===`query`&&g.add(i);var o=`cache-first`;u.has(i)&&(u.delete(i),o=`cache-and-network`);var c=da(a,o);e.kind===`subscription`&&d.has(i)&&p.add(c),n.reexecuteOperation(c)}}if(!r){var l=h;h=g,e.kind===`query`&&h.add(e.key),(g=l).clear()}},b=e=>!p.has(e)||!d.has(e.key)?!1:(f.add(e.key),!0),x=e=>{var t=!1;if(e.kind===`query`)Ai(i.data,e.key),s.set(e.key,e),d.add(e.key),f.delete(e.key);else if(e.kind===`teardown`)return s.delete(e.key),c.delete(e.key),h.delete(e.key),d.delete(e.key),f.delete(e.key),pi(i.data,e.key),e;else if(e.kind===`mutation`&&e.context.requestPolicy!==`network-only`){s.set(e.key,e),di(`write`,i.data,e.key,!0,!1);var{dependencies:n}=oa(i,e,void 0,void 0);if(fi(),n.size){for(var r of n.values())l.add(r);a.set(e.key,n);var o=new Set;v(o,n),y(e,o,!0),t=!0}}return It(e.kind,{key:e.key,query:Pt(e.query),variables:e.variables?Hr(Wr(e.query),e.variables):e.variables},{...e.context,optimistic:t})},S=(e,t)=>{for(var n of t.values()){var r=m.get(n);r||m.set(n,r=new Set),r.add(e.key)}},C=e=>{di(`read`,i.data,void 0,!1,!1);var t=Xi(i,e,c.get(e.key),void 0);fi();var n=t.data?!t.partial&&!t.hasNext?`hit`:`partial`:`miss`;return c.set(e.key,t.data),s.set(e.key,e),S(e,t.dependencies),{outcome:n,operation:e,data:t.data,dependencies:t.dependencies,hasNext:t.hasNext}},w=(e,t)=>{var n=s.get(e.operation.key)||e.operation;n.kind===`mutation`&&(v(t,a.get(n.key)),a.delete(n.key)),(n.kind===`subscription`||e.hasNext)&&Ai(i.data,n.key,!0);var r,o=e.data;if(o){di(`write`,i.data,n.key,!1,!1);var l=oa(i,n,o,e.error).dependencies;fi(),v(t,l);var u=n.kind===`query`?c.get(n.key):null;di(`read`,i.data,n.key,!1,u!==o);var d=Xi(i,n,u||o,e.error);fi(),o=d.data,n.kind===`query`&&(v(t,r=d.dependencies),c.set(n.key,o))}else pi(i.data,n.key);return r&&S(e.operation,r),{operation:n,data:o,error:e.error,extensions:e.extensions,hasNext:e.hasNext,stale:e.stale}};return e=>{var r=je(we(C)(R((e=>e.kind===`query`&&e.context.requestPolicy!==`network-only`))(e))),c=R((e=>e.kind!==`query`||e.context.requestPolicy===`network-only`))(e),p=we((e=>ua(e.operation,{cacheOutcome:`miss`})))(R((e=>e.outcome===`miss`&&e.operation.context.requestPolicy!==`cache-only`&&!_(e.dependencies)&&!h.has(e.operation.key)&&!b(e.operation)))(r)),m=we((e=>{var{requestPolicy:t}=e.operation.context,r=t!==`cache-only`&&(e.hasNext||t===`cache-and-network`||t===`cache-first`&&e.outcome===`partial`&&!h.has(e.operation.key)),a=t!==`cache-only`&&(r||d.has(e.operation.key)||e.outcome===`partial`&&h.has(e.operation.key)&&((o=i.data).commutativeKeys.has(c=e.operation.key)||o.optimisticOrder.indexOf(c)>-1)),o,c,l={operation:ua(e.operation,{cacheOutcome:e.outcome}),data:e.data,error:e.error,extensions:e.extensions,stale:a&&!e.hasNext,hasNext:r&&e.hasNext};return r&&(_(e.dependencies)?t===`cache-and-network`&&u.add(e.operation.key):b(e.operation)||n.reexecuteOperation(da(s.get(e.operation.key)||e.operation,`network-only`))),l}))(R((e=>e.outcome!==`miss`||e.operation.context.requestPolicy===`cache-only`))(r)),g=t(we(x)(De([c,p])));return De([we((e=>{var{key:t}=e.operation,r=!1;e.hasNext||(d.delete(t),r=f.delete(t));var i=new Set,a=w(e,i);return y(e.operation,i,!1),r&&(a.stale=!0,n.reexecuteOperation(da(s.get(t)||e.operation,`network-only`))),a}))(R((e=>!a.has(e.operation.key)))(g)),Te((e=>{if(o.push(e)<a.size)return Ue;for(var t=0;t<o.length;t++)Ai(i.data,o[t].operation.key);l.clear();for(var n=[],r=new Set,s;s=o.shift();)n.push(w(s,r));return y(e.operation,r,!1),ze(n)}))(R((e=>a.has(e.operation.key)))(g)),m])}};function X(e){return e===null?`null`:Array.isArray(e)?`array`:typeof e}function pa(e){return X(e)===`object`}function ma(e){return Array.isArray(e)&&e.length>0&&e.every(e=>`message`in e)}function ha(e,t){return e.length<124?e:t}var Z=(e=>(e[e.InternalServerError=4500]=`InternalServerError`,e[e.InternalClientError=4005]=`InternalClientError`,e[e.BadRequest=4400]=`BadRequest`,e[e.BadResponse=4004]=`BadResponse`,e[e.Unauthorized=4401]=`Unauthorized`,e[e.Forbidden=4403]=`Forbidden`,e[e.SubprotocolNotAcceptable=4406]=`SubprotocolNotAcceptable`,e[e.ConnectionInitialisationTimeout=4408]=`ConnectionInitialisationTimeout`,e[e.ConnectionAcknowledgementTimeout=4504]=`ConnectionAcknowledgementTimeout`,e[e.SubscriberAlreadyExists=4409]=`SubscriberAlreadyExists`,e[e.TooManyInitialisationRequests=4429]=`TooManyInitialisationRequests`,e))(Z||{}),Q=(e=>(e.ConnectionInit=`connection_init`,e.ConnectionAck=`connection_ack`,e.Ping=`ping`,e.Pong=`pong`,e.Subscribe=`subscribe`,e.Next=`next`,e.Error=`error`,e.Complete=`complete`,e))(Q||{});function ga(e){if(!pa(e))throw Error(`Message is expected to be an object, but got ${X(e)}`);if(!e.type)throw Error(`Message is missing the 'type' property`);if(typeof e.type!=`string`)throw Error(`Message is expects the 'type' property to be a string, but got ${X(e.type)}`);switch(e.type){case`connection_init`:case`connection_ack`:case`ping`:case`pong`:if(e.payload!=null&&!pa(e.payload))throw Error(`"${e.type}" message expects the 'payload' property to be an object or nullish or missing, but got "${e.payload}"`);break;case`subscribe`:if(typeof e.id!=`string`)throw Error(`"${e.type}" message expects the 'id' property to be a string, but got ${X(e.id)}`);if(!e.id)throw Error(`"${e.type}" message requires a non-empty 'id' property`);if(!pa(e.payload))throw Error(`"${e.type}" message expects the 'payload' property to be an object, but got ${X(e.payload)}`);if(typeof e.payload.query!=`string`)throw Error(`"${e.type}" message payload expects the 'query' property to be a string, but got ${X(e.payload.query)}`);if(e.payload.variables!=null&&!pa(e.payload.variables))throw Error(`"${e.type}" message payload expects the 'variables' property to be a an object or nullish or missing, but got ${X(e.payload.variables)}`);if(e.payload.operationName!=null&&X(e.payload.operationName)!==`string`)throw Error(`"${e.type}" message payload expects the 'operationName' property to be a string or nullish or missing, but got ${X(e.payload.operationName)}`);if(e.payload.extensions!=null&&!pa(e.payload.extensions))throw Error(`"${e.type}" message payload expects the 'extensions' property to be a an object or nullish or missing, but got ${X(e.payload.extensions)}`);break;case`next`:if(typeof e.id!=`string`)throw Error(`"${e.type}" message expects the 'id' property to be a string, but got ${X(e.id)}`);if(!e.id)throw Error(`"${e.type}" message requires a non-empty 'id' property`);if(!pa(e.payload))throw Error(`"${e.type}" message expects the 'payload' property to be an object, but got ${X(e.payload)}`);break;case`error`:if(typeof e.id!=`string`)throw Error(`"${e.type}" message expects the 'id' property to be a string, but got ${X(e.id)}`);if(!e.id)throw Error(`"${e.type}" message requires a non-empty 'id' property`);if(!ma(e.payload))throw Error(`"${e.type}" message expects the 'payload' property to be an array of GraphQL errors, but got ${JSON.stringify(e.payload)}`);break;case`complete`:if(typeof e.id!=`string`)throw Error(`"${e.type}" message expects the 'id' property to be a string, but got ${X(e.id)}`);if(!e.id)throw Error(`"${e.type}" message requires a non-empty 'id' property`);break;default:throw Error(`Invalid message 'type' property "${e.type}"`)}return e}function _a(e,t){return ga(typeof e==`string`?JSON.parse(e,t):e)}function va(e,t){return ga(e),JSON.stringify(e,t)}function ya(e){let{url:t,connectionParams:n,lazy:r=!0,onNonLazyError:i=console.error,lazyCloseTimeout:a=0,keepAlive:o=0,disablePong:s,connectionAckWaitTimeout:c=0,retryAttempts:l=5,retryWait:u=async function(e){let t=2**e;await new Promise(e=>setTimeout(e,t*1e3+Math.floor(Math.random()*2700+300)))},shouldRetry:d=xa,on:f,webSocketImpl:p,generateID:m=function(){return`xxxxxxxx-xxxx-4xxx-yxxx-xxxxxxxxxxxx`.replace(/[xy]/g,e=>{let t=Math.random()*16|0;return(e==`x`?t:t&3|8).toString(16)})},jsonMessageReplacer:h,jsonMessageReviver:g}=e,_;if(p){if(!Ca(p))throw Error(`Invalid WebSocket implementation provided`);_=p}else typeof WebSocket<`u`?_=WebSocket:typeof global<`u`?_=global.WebSocket||global.MozWebSocket:typeof window<`u`&&(_=window.WebSocket||window.MozWebSocket);if(!_)throw Error("WebSocket implementation missing; on Node you can `import WebSocket from 'ws';` and pass `webSocketImpl: WebSocket` to `createClient`");let v=_,y=(()=>{let e=(()=>{let e={};return{on(t,n){return e[t]=n,()=>{delete e[t]}},emit(t){`id`in t&&e[t.id]?.(t)}}})(),t={connecting:f?.connecting?[f.connecting]:[],opened:f?.opened?[f.opened]:[],connected:f?.connected?[f.connected]:[],ping:f?.ping?[f.ping]:[],pong:f?.pong?[f.pong]:[],message:f?.message?[e.emit,f.message]:[e.emit],closed:f?.closed?[f.closed]:[],error:f?.error?[f.error]:[]};return{onMessage:e.on,on(e,n){let r=t[e];return r.push(n),()=>{let e=r.indexOf(n);e>-1&&r.splice(e,1)}},emit(e,...n){for(let r of[...t[e]])r(...n)}}})();function b(e){let t=[y.on(`error`,n=>{t.forEach(e=>e()),e(n)}),y.on(`closed`,n=>{t.forEach(e=>e()),e(n)})];return()=>t.forEach(e=>e())}let x,S=0,C,w=!1,T=0,E=!1;async function D(){clearTimeout(C);let[e,r]=await(x??=new Promise((e,r)=>(async()=>{if(w){if(await u(T),!S)return x=void 0,r({code:1e3,reason:`All Subscriptions Gone`});T++}y.emit(`connecting`,w);let i=new v(typeof t==`function`?await t():t,`graphql-transport-ws`),a,l;function d(){isFinite(o)&&o>0&&(clearTimeout(l),l=setTimeout(()=>{i.readyState===v.OPEN&&(i.send(va({type:Q.Ping})),y.emit(`ping`,!1,void 0))},o))}b(e=>{x=void 0,clearTimeout(a),clearTimeout(l),r(e),e instanceof ba&&(i.close(4499,`Terminated`),i.onerror=null,i.onclose=null)}),i.onerror=e=>y.emit(`error`,e),i.onclose=e=>y.emit(`closed`,e),i.onopen=async()=>{try{y.emit(`opened`,i);let e=typeof n==`function`?await n():n;if(i.readyState!==v.OPEN)return;i.send(va(e?{type:Q.ConnectionInit,payload:e}:{type:Q.ConnectionInit},h)),isFinite(c)&&c>0&&(a=setTimeout(()=>{i.close(Z.ConnectionAcknowledgementTimeout,`Connection acknowledgement timeout`)},c)),d()}catch(e){y.emit(`error`,e),i.close(Z.InternalClientError,ha(e instanceof Error?e.message:String(e),`Internal client error`))}};let f=!1;i.onmessage=({data:t})=>{try{let n=_a(t,g);if(y.emit(`message`,n),n.type===`ping`||n.type===`pong`){y.emit(n.type,!0,n.payload),n.type===`pong`?d():s||(i.send(va(n.payload?{type:Q.Pong,payload:n.payload}:{type:Q.Pong},h)),y.emit(`pong`,!1,n.payload));return}if(f)return;if(n.type!==Q.ConnectionAck)throw Error(`First message cannot be of type ${n.type}`);clearTimeout(a),f=!0,y.emit(`connected`,i,n.payload,w),w=!1,T=0;let r=new Promise((e,t)=>b(t));r.catch(()=>{}),e([i,r])}catch(e){i.onmessage=null,y.emit(`error`,e),i.close(Z.BadResponse,ha(e instanceof Error?e.message:String(e),`Bad response`))}}})()));e.readyState===v.CLOSING&&await r;let i=()=>{},l=new Promise(e=>i=e);return[e,i,new Promise((t,n)=>{let i=b(n);e.readyState!==v.OPEN&&r.catch(n),l.then(()=>{if(i(),!S){let t=()=>e.close(1e3,`Normal Closure`);isFinite(a)&&a>0?(clearTimeout(C),C=setTimeout(()=>{!S&&e.readyState===v.OPEN&&t()},a)):t()}t()})})]}function O(e){if(xa(e)&&(Sa(e.code)||[Z.InternalServerError,Z.InternalClientError,Z.BadRequest,Z.BadResponse,Z.Unauthorized,Z.SubprotocolNotAcceptable,Z.SubscriberAlreadyExists,Z.TooManyInitialisationRequests].includes(e.code)))throw e;if(E)return!1;if(xa(e)&&e.code===1e3)return S>0;if(!l||T>=l||!d(e))throw e;return w=!0}r||(async()=>{for(S++;;)try{let[,,e]=await D();await e}catch(e){try{if(!O(e))return}catch(e){return i?.(e)}}})();function k(e,t){let n=m(e),r=!1,i=!1,a=()=>{S--,r=!0};return(async()=>{for(S++;;)try{let[o,s,c]=await D();if(r)return c.catch(()=>{}),s();let l=y.onMessage(n,e=>{switch(e.type){case Q.Next:t.next(e.payload);return;case Q.Error:i=!0,r=!0,t.error(e.payload),a();return;case Q.Complete:r=!0,a();return}});o.send(va({id:n,type:Q.Subscribe,payload:e},h)),a=()=>{!r&&o.readyState===v.OPEN&&o.send(va({id:n,type:Q.Complete},h)),S--,r=!0,s()},await c.finally(l);return}catch(e){if(!O(e))return}})().then(()=>{i||t.complete()}).catch(e=>{t.error(e)}),()=>{r||a()}}return{on:y.on,subscribe:k,iterate(e){let t=[],n={done:!1,error:null,resolve:()=>{}},r=k(e,{next(e){t.push(e),n.resolve()},error(e){n.done=!0,n.error=e,n.resolve()},complete(){n.done=!0,n.resolve()}}),i=async function*(){for(;;){for(t.length||await new Promise(e=>n.resolve=e);t.length;)yield t.shift();if(n.error)throw n.error;if(n.done)return}}();return i.throw=async e=>(n.done||(n.done=!0,n.error=e,n.resolve()),{done:!0,value:void 0}),i.return=async()=>(r(),{done:!0,value:void 0}),i},async dispose(){if(E=!0,x){let[e]=await x;e.close(1e3,`Normal Closure`)}},terminate(){x&&y.emit(`closed`,new ba)}}}var ba=class extends Error{name=`TerminatedCloseEvent`;message=`4499: Terminated`;code=4499;reason=`Terminated`;wasClean=!1};function xa(e){return pa(e)&&`code`in e&&`reason`in e}function Sa(e){return![1e3,1001,1006,1005,1012,1013,1014].includes(e)&&e>=1e3&&e<=1999}function Ca(e){return typeof e==`function`&&`constructor`in e&&`CLOSED`in e&&`CLOSING`in e&&`CONNECTING`in e&&`OPEN`in e}var wa=Kt({state:`connecting`}),Ta=500,Ea=15e3,Da=1e4,Oa=0,ka,Aa,ja;function Ma(e){Oa||=z.now();let t=V.get()!==null&&H.get()===null;wa.set(t?{state:`reconnecting`,since:Oa,retryAt:e}:{state:`signed-out`})}var Na={use(e){Aa=e},listeners:{connected(){Oa=0,wa.set({state:`live`})},ping(e){e||(ka=setTimeout(()=>Aa?.terminate(),Da))},pong(e){e&&clearTimeout(ka)},closed(){clearTimeout(ka),Ma(z.now())}},async waitBeforeTry(e){let t=Math.min(Ta*2**e,Ea)*(.75+Math.random()/2);Ma(z.now()+t),await new Promise(e=>{ja=e,setTimeout(e,t)})}};window.addEventListener(`online`,()=>ja?.()),V.watch(()=>ja?.()),H.watch(()=>{H.get()!==null&&wa.set({state:`signed-out`})});var Pa=4401,Fa=4403,Ia=``;function La(){return Ia=V.get()?.token??``,Ia}var Ra=Object.getOwnPropertyDescriptor(WebSocket.prototype,`onclose`),za=class extends WebSocket{constructor(e,t){super(e,t),Object.defineProperty(this,"onclose",{set:e=>{Ra?.set?.call(this,t=>{if(t.code!==Pa)return e?.(t);Yn(Ia),e?.(new CloseEvent(`close`,{code:Fa,reason:t.reason,wasClean:t.wasClean}))})}})}},Ba=null;function Va(e){Ba=e}function Ha(e){return Ba!==null&&BigInt(e)<=BigInt(Ba)}function Ua(e){return e===void 0||!(`withProduct`in e)?e:{...e,get afterSeq(){return Ba}}}function Wa(e){let[t]=e.graphQLErrors;if(!t)return{code:`NETWORK`,message:`The server does not answer.`,retryable:!0,outcomeUnknown:!0,requestId:null,argument:null};let{code:n,retryable:r,outcomeUnknown:i,requestId:a,argument:o}=t.extensions;return{code:typeof n==`string`?n:`INTERNAL`,message:t.message,retryable:r===!0,outcomeUnknown:i===!0,requestId:typeof a==`string`?a:null,argument:typeof o==`string`?o:null}}var Ga=new WeakMap,Ka=new Map;function qa(e){let t=Ga.get(e);if(!t){t=Rt(e.toString()),Ga.set(e,t);let n=/^\s*(?:query|mutation|subscription)\s+(\w+)/m.exec(e.toString())?.[1],r=e.__meta__?.documentId;n!==void 0&&r!==void 0&&Ka.set(n,r.replace(`sha256:`,``))}return t}var Ja=null;V.watch(()=>{V.get()||Ja?.()});var Ya=()=>`Bearer ${V.get()?.token??``}`,Xa=()=>null,Za=`Viewer.ViewerPermission.Catalog.Product.Feature.InclusiveDimension.UnitPrice.RateCard.Plan.PlanWindow.Overshoot.Availability.LayerState.Blocker.Balance.UsageSeries.UsagePoint.UsageTotals.PaidBy.Quantity.Label.Draw.LayerTrace.GateResult.PolicyCitation.AutoTopUp.AutoTopUpConsent.AutoTopUpTerms.PurchaseQuote.PaymentMethod.Money.BalanceLine.Reconciliation.Difference.AccountChange.BalanceChange.DecisionEvent.AccessEstimate.MintedToken.Operations.Process.RefusedFile.Policy.PolicyVersion.PolicyProblem.PageInfo.WindowState.Hold`.split(`.`);function Qa(){let t=Rn(V.get()),n=new Promise(()=>void 0),r=ya({url:async()=>(await Xn(),Rn(V.get())===t?new URL(e.endpoint,location.href.replace(/^http/,`ws`)).href:n),lazy:!1,webSocketImpl:za,connectionParams:()=>({authorization:`Bearer ${La()}`}),keepAlive:1e4,retryAttempts:1/0,shouldRetry:()=>V.get()!==null,retryWait:e=>Na.waitBeforeTry(e),on:Na.listeners});return Na.use(r),Ja?.(),Ja=()=>void r.dispose(),new Wt({url:e.endpoint,preferGetMethod:!1,requestPolicy:`cache-and-network`,fetchOptions:()=>({headers:{authorization:Ya()}}),fetch:async(e,r)=>{if(Rn(V.get())!==t)return n;let i=V.get()?.token,a=await no(e,r);return a.status===401?!await Qn(i)&&!await qn(`Your token is not valid any more.`)||Rn(V.get())!==t?n:no(e,{...r,headers:{...r?.headers,authorization:Ya()}}):a},exchanges:[fa({keys:{...Object.fromEntries(Za.map(e=>[e,Xa])),...Object.fromEntries(Za.map(e=>[`${e}Connection`,Xa]))}}),Ht({onError(e){Wa(e).code===`UNAUTHENTICATED`&&Wn(`Your token is not valid any more.`)}}),Bt,zt({forwardSubscription:({query:e=``,variables:t,operationName:n,extensions:i})=>({subscribe:a=>({unsubscribe:r.subscribe({query:e,variables:Ua(t),operationName:n,extensions:eo(n,i)},{next:e=>a.next(e),error:e=>a.error(e),complete:()=>a.complete()})})})})]})}var $a=e.nonce!==``;function eo(e,t){let n=e===void 0||!$a?void 0:Ka.get(e);return n===void 0?t:{...t,persistedQuery:{version:1,sha256Hash:n}}}function to(e){if(typeof e?.body!=`string`)return e;let{query:t,...n}=JSON.parse(e.body),r=eo(n.operationName,n.extensions);return{...e,body:JSON.stringify(r===n.extensions?{...n,query:t}:{...n,extensions:r})}}async function no(e,t){let n=Date.now(),r=await fetch(e,to(t));return z.learn(r.headers.get(`date`),n,Date.now()),await io(r)?($a=!1,fetch(e,t)):r}var ro=1e3;async function io(e){return!$a||Number(e.headers.get(`content-length`)??ro)>=ro?!1:(await e.clone().text()).includes(`"PERSISTED_QUERY_NOT_`)}function ao({title:e,actions:t,children:n,className:r,live:i=!1}){return(0,U.jsxs)(`section`,{className:wr(`min-w-0 rounded-xl border border-line bg-panel`,r),children:[(0,U.jsxs)(`header`,{className:`flex min-h-12 flex-wrap items-center gap-x-3 gap-y-1 px-4 pt-3 pb-1`,children:[(0,U.jsx)(`h2`,{className:`text-[15px] font-semibold`,children:e}),i&&(0,U.jsx)(oo,{}),(0,U.jsx)(`div`,{className:`ml-auto flex flex-wrap items-center gap-1`,children:t})]}),(0,U.jsx)(`div`,{className:`px-4 pb-4`,children:n})]})}function oo(){let e=qt(wa),t=qt(yr);return e.state===`reconnecting`?(0,U.jsxs)(`span`,{className:`text-xs text-soft`,children:[`as of `,Cr(e.since,z.now(),t)]}):null}function so({rows:e=3,className:t}){return(0,U.jsx)(`div`,{role:`status`,"aria-label":`Loading`,className:wr(`grid animate-[slide-in_150ms_150ms_backwards] gap-2`,t),children:Array.from({length:e},(e,t)=>(0,U.jsx)(`div`,{className:`h-8 animate-pulse rounded-md bg-sunk`},t))})}function co({title:e,children:t}){return(0,U.jsxs)(`div`,{className:`grid justify-items-start gap-2 rounded-lg bg-sunk/60 p-4 text-sm`,children:[(0,U.jsx)(`p`,{className:`font-medium`,children:e}),t!==void 0&&(0,U.jsx)(`div`,{className:`grid min-w-0 gap-2 text-soft`,children:t})]})}function lo({error:e,retry:t}){let n=Wa(e);return(0,U.jsxs)(`div`,{role:`alert`,className:`grid gap-2 rounded-lg bg-bad-bg p-3 text-sm text-bad`,children:[(0,U.jsx)(`p`,{className:`font-medium`,children:n.code===`FORBIDDEN`?`You may not see this`:`This could not be loaded`}),(0,U.jsx)(`p`,{children:n.message}),(0,U.jsxs)(`div`,{className:`flex flex-wrap items-center gap-2`,children:[n.retryable&&t&&(0,U.jsx)(jr,{onClick:t,children:`Try again`}),n.requestId!==null&&(0,U.jsxs)(`span`,{className:`text-xs`,children:[`Request `,(0,U.jsx)(`code`,{children:n.requestId}),` `,(0,U.jsx)(Mr,{text:n.requestId,label:`Copy id`})]})]})]})}function uo({loading:e,error:t,retry:n,rows:r,children:i}){return e?(0,U.jsx)(so,{...r===void 0?{}:{rows:r}}):(0,U.jsxs)(U.Fragment,{children:[t&&(0,U.jsx)(lo,{error:t,...n?{retry:n}:{}}),i]})}var fo=e=>{let t=e.toLowerCase().replaceAll(`_`,` `);return t.charAt(0).toUpperCase()+t.slice(1)},$=e=>t=>e[t]??fo(t),po=$({ALLOWANCE:`Included`,PROMOTION:`Promotion`,CREDITS:`Credits`,POOL:`Pool`}),mo=$({ALLOWANCE:`Included`,PROMOTION:`Promotion`,CREDITS:`Credits`,POOL:`Pool`,DEBT:`Debt`,FORGIVEN:`Forgiven`}),ho=$({ALLOWED:`Allowed`,PARTIAL:`Partial`,DENIED:`Denied`}),go=$({PARTLY_USED:`Partly used`}),_o=$({PURCHASED:`Bought`,PROMOTIONAL:`Promotion`,ENTITLEMENT:`Granted`,REFUND:`Refund`}),vo=$({ACCOUNT_SUSPENDED:`The account is suspended`,ALLOWED:`Nothing stands in the way`,DEBT_LIMIT:`The debt has reached its limit`,HOLD_CLOSED:`The hold is closed`,HOLD_LIMIT:`Too many open holds`,NOT_PERMITTED:`The policy does not permit it`,NOT_PRICED:`It has no price`,NO_LAYER:`No layer gives for this`,OUT_OF_CAPACITY:`Nothing is left`,RATE_LIMITED:`Too many requests this minute`,UNKNOWN_FEATURE:`Unknown feature`,UNKNOWN_PRODUCT:`Unknown product`}),yo=$({HOLD:`Held for work`,RELEASE:`Given back`,GRANT:`Granted`,PURCHASE:`Bought`,REFUND:`Refunded`,REVOKE:`Taken back`,HOLD_EXPIRED:`Hold expired`,HOLD_TRIMMED:`Hold trimmed`,SETTLE:`Usage settled`,LOT_EFFECTIVE:`Credits became usable`,LOT_EXPIRED:`Credits expired`}),bo=$({GRANT:`Granted`,REVOKE:`Taken back`,REFUND:`Refunded`,TOP_UP_SET:`Top-up set`,ALLOWANCE_RESET:`Allowance reset`,STATE_CHANGED:`State changed`,POLICY_ACTIVATED:`Policy put live`}),xo=$({READY:`Ready`,PENDING:`A purchase is under way`,BACKING_OFF:`Waiting after a decline`,CAPPED:`This month's cap is reached`,STOPPED:`Stopped`,OFF:`Off`}),So=fo;function Co(e){let[t,...n]=e.split(`:`),r=n.join(`:`);return t===`pool`&&r!==``?`${fo(r)} pool`:t===`window`&&r!==``?`${fo(r)} window`:{allowance:`Included`,promotion:`Promotion`,credits:`Credits`}[e]??fo(e)}var wo={ALLOWANCE:`bg-allowance`,PROMOTION:`bg-promotion`,CREDITS:`bg-credits`,POOL:`bg-pool`,DEBT:`bg-debt`,FORGIVEN:`bg-forgiven`},To={ALLOWANCE:`var(--allowance)`,PROMOTION:`var(--promotion)`,CREDITS:`var(--credits)`,POOL:`var(--pool)`,DEBT:`var(--debt)`,FORGIVEN:`var(--forgiven)`},Eo={ALLOWANCE:`I`,PROMOTION:`P`,CREDITS:`C`,POOL:`T`,DEBT:`D`,FORGIVEN:`F`};function Do({of:e}){return(0,U.jsx)(`span`,{"aria-hidden":`true`,className:wr(`grid size-[18px] shrink-0 place-items-center rounded text-[11px] font-bold text-panel`,wo[e]??`bg-soft`),children:Eo[e]??`?`})}function Oo({layer:e,children:t}){return(0,U.jsxs)(`span`,{className:`inline-flex items-center gap-1.5 whitespace-nowrap`,children:[(0,U.jsx)(Do,{of:e}),t??(e in wo&&[`DEBT`,`FORGIVEN`].includes(e)?mo(e):po(e))]})}export{Rn as $,Mr as A,Oe as At,_r as B,f as Bt,qa as C,bn as Ct,Tr as D,Kt as Dt,wa as E,Jt as Et,dr as F,w as Ft,Fn as G,gr as H,Cr as I,b as It,V as J,Ln as K,fr as L,v as Lt,Dr as M,Je as Mt,wr as N,Ge as Nt,jr as O,qt as Ot,vr as P,Fe as Pt,H as Q,hr as R,g as Rt,Qa as S,Tn as St,Va as T,tn as Tt,yr as U,xr as V,m as Vt,br as W,Vn as X,zn as Y,Gn as Z,ao as _,Sn as _t,bo as a,an as at,so as b,mn as bt,po as c,hn as ct,mo as d,wn as dt,Nn as et,vo as f,Cn as ft,co as g,cn as gt,xo as h,sn as ht,Oo as i,rn as it,Er as j,ke as jt,kr as k,ht as kt,_o as l,yn as lt,go as m,dn as mt,To as n,vn as nt,So as o,gn as ot,Co as p,un as pt,Kn as q,wo as r,on as rt,yo as s,_n as st,Do as t,nn as tt,ho as u,ln as ut,lo as v,xn as vt,Ha as w,z as wt,Wa as x,pn as xt,uo as y,fn as yt,mr as z,d as zt};